//! Random diagrams, measured in the drawing: the shapes are read back from the SVG.

use super::{Arrow, ArrowKind, Indicator, Node, PathDiagram, Shape, Shown};

/// Numbers that look random, the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn unit(&mut self) -> f64 {
        self.below(10_001) as f64 / 10_000.0
    }

    fn name(&mut self) -> String {
        let names = [
            "Image",
            "CustomerRelationships",
            "Trust",
            "perceived value",
            "KR",
            "=1+1<&>\"'",
            "شركة القيمة",
            "満足度",
            "Internationalization",
            "x_very_long_name_of_a_construct_that_goes_on_and_on_until_it_has_eighty_letters_",
        ];
        names[self.below(names.len())].to_owned()
    }
}

impl Random {
    fn arrow(&mut self, from: usize, to: usize, kind: ArrowKind) -> Arrow {
        let estimate = 2.0 * self.unit() - 1.0;
        let tested = kind == ArrowKind::Path;
        Arrow {
            from,
            to,
            turned: false,
            kind,
            estimate: (kind != ArrowKind::Factor).then_some(estimate),
            p: tested.then(|| self.unit() / 10.0),
            interval: tested.then_some([estimate - 0.1, estimate + 0.1]),
        }
    }

    /// A moderator of one of the paths: another construct that also leads to its end, and the product of both.
    fn interaction(&mut self, nodes: &mut Vec<Node>, arrows: &mut Vec<Arrow>) {
        let path = &arrows[self.below(arrows.len())];
        let (from, to) = (path.from, path.to);
        if to < 2 || path.kind == ArrowKind::Factor || nodes[from].shape == Shape::Term {
            return;
        }
        let moderator = (from + 1 + self.below(to - 1)) % to;
        if !arrows.iter().any(|a| (a.from, a.to) == (moderator, to)) {
            let arrow = self.arrow(moderator, to, ArrowKind::Path);
            arrows.push(arrow);
        }
        let term = nodes.len();
        nodes.push(Node {
            name: format!("{}:{}", nodes[from].name, nodes[moderator].name),
            shape: Shape::Term,
            r2: None,
            indicators: Vec::new(),
        });
        for (from, to, kind) in [
            (from, term, ArrowKind::Factor),
            (moderator, term, ArrowKind::Factor),
            (term, to, ArrowKind::Path),
        ] {
            let arrow = self.arrow(from, to, kind);
            arrows.push(arrow);
        }
    }

    /// Dimensions of a construct, in the place of its indicators.
    fn higher_order(&mut self, nodes: &mut Vec<Node>, arrows: &mut Vec<Arrow>) {
        let of = self.below(nodes.len());
        nodes[of].indicators.clear();
        for _ in 0..2 + self.below(4) {
            let mut arrow = self.arrow(nodes.len(), of, ArrowKind::Dimension);
            arrow.turned = nodes[of].shape == Shape::Ellipse;
            arrows.push(arrow);
            nodes.push(Node {
                name: self.name(),
                shape: [Shape::Ellipse, Shape::Hexagon][self.below(2)],
                r2: None,
                indicators: (0..3)
                    .map(|k| Indicator {
                        name: format!("D{k}"),
                        estimate: Some(self.unit()),
                    })
                    .collect(),
            });
        }
    }
}

/// A diagram with 3 to 25 constructs and at most 100 indicators, of which every third has interactions or constructs of
/// a higher order.
fn random_diagram(seed: u64) -> PathDiagram {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let count = 3 + random.below(23);
    let mut left = 100;
    let mut nodes: Vec<Node> = Vec::new();
    for _ in 0..count {
        let indicators = 1 + random.below(2 * 100 / count).min(left - 1);
        left = (left - indicators).max(1);
        nodes.push(Node {
            name: random.name(),
            shape: [Shape::Ellipse, Shape::Hexagon][random.below(2)],
            r2: (random.below(2) == 0).then(|| random.unit()),
            indicators: (0..indicators)
                .map(|k| Indicator {
                    name: if random.below(40) == 0 {
                        random.name()
                    } else {
                        format!("IT{k}")
                    },
                    estimate: Some(1.2 * random.unit() - 0.2),
                })
                .collect(),
        });
    }
    let kind = random.below(4);
    let mut pairs = Vec::new();
    for to in 1..count {
        match kind {
            // A star, a chain, and two kinds of network.
            0 if to + 1 < count => pairs.push((to, count - 1)),
            0 => pairs.push((0, to)),
            1 => pairs.push((to - 1, to)),
            _ => {
                for _ in 0..=random.below(kind) {
                    pairs.push((random.below(to), to));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut arrows: Vec<Arrow> = Vec::new();
    for &(from, to) in &pairs {
        arrows.push(random.arrow(from, to, ArrowKind::Path));
    }
    match random.below(6) {
        0 => {
            for _ in 0..=random.below(2) {
                random.interaction(&mut nodes, &mut arrows);
            }
        }
        1 => random.higher_order(&mut nodes, &mut arrows),
        _ => {}
    }
    let shows: [&[Shown]; 4] = [
        &[Shown::Estimate, Shown::Stars],
        &[Shown::Estimate],
        &[Shown::Estimate, Shown::Stars, Shown::P, Shown::Interval],
        &[],
    ];
    PathDiagram {
        nodes,
        arrows,
        show: shows[random.below(4)].to_vec(),
        indicators: random.below(3) > 0,
        interval: Some("95 % percentile".to_owned()),
    }
}

/// A shape of the picture.
#[derive(Debug)]
struct Drawn {
    what: String,
    /// Left, top, right, bottom.
    sides: [f64; 4],
    /// Corners of a hexagon.
    corners: Vec<[f64; 2]>,
    is_ellipse: bool,
}

impl Drawn {
    fn overlaps(&self, other: &Self) -> bool {
        let ([l, t, r, b], [x, y, u, v]) = (self.sides, other.sides);
        // Places are written with one decimal.
        l + 0.11 < u && x + 0.11 < r && t + 0.11 < v && y + 0.11 < b
    }

    /// Whether a point lies inside the shape, and not only on its border.
    fn holds(&self, [x, y]: [f64; 2]) -> bool {
        let [l, t, r, b] = self.sides;
        if !(l + 0.6 < x && x < r - 0.6 && t + 0.6 < y && y < b - 0.6) {
            return false;
        }
        if self.is_ellipse {
            let (dx, dy) = (
                (2.0 * x - l - r) / (r - l - 1.2),
                (2.0 * y - t - b) / (b - t - 1.2),
            );
            return dx * dx + dy * dy < 1.0;
        }
        let turns = (0..self.corners.len()).map(|i| {
            let ([ax, ay], [bx, by]) =
                (self.corners[i], self.corners[(i + 1) % self.corners.len()]);
            ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / (bx - ax).hypot(by - ay)
        });
        turns.into_iter().all(|turn| turn > 0.6)
    }
}

fn attribute<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

fn number(line: &str, name: &str) -> f64 {
    attribute(line, name).unwrap().parse().unwrap()
}

fn numbers(text: &str) -> Vec<f64> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
    words
        .filter(|w| !w.is_empty())
        .map(|w| w.parse().unwrap())
        .collect()
}

fn shapes(svg: &str) -> Vec<Drawn> {
    let mut shapes = Vec::new();
    for line in svg.lines() {
        let Some(class) = attribute(line, "class") else {
            continue;
        };
        if !["construct", "indicator", "label", "number"].contains(&class) {
            continue;
        }
        let mut corners = Vec::new();
        let sides = if line.starts_with("<rect") {
            let (x, y) = (number(line, "x"), number(line, "y"));
            [x, y, x + number(line, "width"), y + number(line, "height")]
        } else if line.starts_with("<ellipse") {
            let [x, y, a, b] = ["cx", "cy", "rx", "ry"].map(|name| number(line, name));
            [x - a, y - b, x + a, y + b]
        } else {
            corners = numbers(attribute(line, "points").unwrap())
                .chunks(2)
                .map(|c| [c[0], c[1]])
                .collect();
            let along = |axis: usize| corners.iter().map(move |c: &[f64; 2]| c[axis]);
            let least = |axis| along(axis).fold(f64::INFINITY, f64::min);
            let most = |axis| along(axis).fold(f64::NEG_INFINITY, f64::max);
            [least(0), least(1), most(0), most(1)]
        };
        shapes.push(Drawn {
            what: format!("{class} {line}"),
            sides,
            corners,
            is_ellipse: line.starts_with("<ellipse"),
        });
    }
    shapes
}

/// Points along every arrow between constructs.
fn arrows(svg: &str) -> Vec<Vec<[f64; 2]>> {
    let lines = svg
        .lines()
        .filter(|line| matches!(attribute(line, "class"), Some("arrow" | "factor")));
    let points = lines.map(|line| {
        let mut points: Vec<[f64; 2]> = Vec::new();
        let steps = attribute(line, "d")
            .unwrap()
            .replace('L', "|L")
            .replace('C', "|C");
        for step in steps.split('|') {
            let n = numbers(step);
            let to = |i: usize| [n[2 * i], n[2 * i + 1]];
            let from = points.last().copied();
            match (step.chars().next().unwrap(), from) {
                ('L', Some(from)) => {
                    points.extend((1..=100).map(|i| between(from, to(0), f64::from(i) / 100.0)));
                }
                ('C', Some(from)) => points.extend((1..=100).map(|i| {
                    let t = f64::from(i) / 100.0;
                    let (a, b, c) = (
                        between(from, to(0), t),
                        between(to(0), to(1), t),
                        between(to(1), to(2), t),
                    );
                    between(between(a, b, t), between(b, c, t), t)
                })),
                _ => points.push(to(0)),
            }
        }
        points
    });
    points.collect()
}

fn between(a: [f64; 2], b: [f64; 2], t: f64) -> [f64; 2] {
    [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
}

#[test]
fn nothing_overlaps_in_500_random_models_and_arrows_keep_out_of_nodes_and_of_labels_of_others() {
    let (mut labels, mut unlabelled) = (0, 0);
    let (mut interactions, mut higher_orders) = (0, 0);
    for seed in 0..500 {
        let diagram = random_diagram(seed);
        let svg = diagram.to_svg();
        let shapes = shapes(&svg);
        let constructs = shapes
            .iter()
            .filter(|s| s.what.starts_with("construct"))
            .count();
        assert_eq!(constructs, diagram.nodes.len(), "model {seed}");
        let drawn = shapes
            .iter()
            .filter(|s| s.what.starts_with("label"))
            .count();
        let wanted = diagram
            .arrows
            .iter()
            .filter(|a| !diagram.label(a).is_empty())
            .count();
        labels += wanted;
        unlabelled += wanted - drawn;
        for (i, a) in shapes.iter().enumerate() {
            for b in &shapes[i + 1..] {
                assert!(!a.overlaps(b), "model {seed}: {a:?} and {b:?}");
            }
        }
        let page = numbers(attribute(&svg, "viewBox").unwrap());
        for shape in &shapes {
            let [l, t, r, b] = shape.sides;
            assert!(
                l >= 0.0 && t >= 0.0 && r <= page[2] && b <= page[3],
                "model {seed}: {shape:?}"
            );
        }
        let arrows = arrows(&svg);
        assert_eq!(arrows.len(), diagram.arrows.len());
        for arrow in &arrows {
            for shape in shapes.iter().filter(|s| !s.what.starts_with("label")) {
                let met = arrow.iter().find(|p| shape.holds(**p));
                assert!(
                    met.is_none(),
                    "model {seed}: an arrow at {met:?} in {shape:?}"
                );
            }
        }
        // Labels are drawn in the order of their arrows.
        let is_labelled = |&i: &usize| !diagram.label(&diagram.arrows[i]).is_empty();
        let labelled = (0..arrows.len()).filter(is_labelled);
        let drawn = shapes.iter().filter(|s| s.what.starts_with("label"));
        for (own, label) in labelled.zip(drawn) {
            let others = arrows.iter().enumerate().filter(|(i, _)| *i != own);
            for (other, arrow) in others {
                let met = arrow.iter().find(|p| label.holds(**p));
                assert!(
                    met.is_none(),
                    "model {seed}: {label:?} of arrow {own} lies over arrow {other} at {met:?}"
                );
            }
        }
        let has = |kind: ArrowKind| diagram.arrows.iter().any(|a| a.kind == kind);
        interactions += usize::from(has(ArrowKind::Factor));
        higher_orders += usize::from(has(ArrowKind::Dimension));
    }
    assert!(interactions > 50, "{interactions} models with interactions");
    assert!(higher_orders > 50, "{higher_orders} of a higher order");
    assert!(labels > 3000, "{labels} labels");
    assert_eq!(unlabelled, 0, "of {labels} labels");
}
