#!/usr/bin/env bash
# Runs the documented job array on a Slurm of its own (controller and node on this machine), by name:
#
#     tests/cluster/slurm.sh target/release/pls-sem [JOBS]
#
# An array has 8 jobs, or as many as are asked for, with 4,000 resamples or 800 replications each: some seconds.
# Submits the array of src/docs/long_runs.md for a bootstrap and for a power study, kills a job and asks another to end,
# submits again what is missing, merges, and compares with the run of one machine, byte by byte.
# Needs slurmctld, slurmd, sbatch and munged (Debian: slurm-wlm and munge), and root, as Slurm's node does.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$(realpath "${1:-target/release/pls-sem}")
parts=${2:-8}
data=$(realpath data)
documentation=$(realpath src/docs/long_runs.md)
room=$(mktemp -d -t pls-sem-slurm-XXXXXX)
chmod 755 "$room"
cd "$room"
say() { printf '\n== %s\n' "$*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

# ----------------------------------------------------------------------------------------------------- a Slurm of our own
mkdir state spool
end() {
    for daemon in slurmd slurmctld munged; do
        [[ -f $room/$daemon.pid ]] && kill "$(<"$room/$daemon.pid")" 2>/dev/null || true
    done
    sleep 1
    rm -rf "$room"
}
trap end EXIT
dd if=/dev/urandom of=munge.key bs=1 count=1024 status=none
chmod 600 munge.key
munged --force --key-file="$room/munge.key" --socket="$room/munge.socket" --pid-file="$room/munged.pid" \
    --log-file="$room/munged.log" --seed-file="$room/munge.seed"
host=$(hostname -s)
cat > slurm.conf <<EOF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$room/munge.socket
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
KillWait=10
MinJobAge=3600
SchedulerParameters=sched_interval=2
StateSaveLocation=$room/state
SlurmdSpoolDir=$room/spool
SlurmctldPidFile=$room/slurmctld.pid
SlurmdPidFile=$room/slurmd.pid
SlurmctldLogFile=$room/slurmctld.log
SlurmdLogFile=$room/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOF
export SLURM_CONF=$room/slurm.conf
slurmctld -f "$SLURM_CONF"
slurmd -f "$SLURM_CONF" -N "$host"
for _ in $(seq 30); do
    [[ $(sinfo -h -o %T 2>/dev/null) == idle* ]] && break
    sleep 1
done
[[ $(sinfo -h -o %T) == idle* ]] || { cat slurmctld.log slurmd.log; fail "the node is not ready"; }
say "$(slurmctld -V), node $(sinfo -h -o '%N %T, %c CPUs')"

# ------------------------------------------------------------------------------------------------------------ the studies
# Studentized intervals take a jackknife within each resample. A job lasts long enough to be stopped.
sed -e "s|file = \"canvas.csv\"|file = '$data/canvas.csv'|" -e "s|resamples = 10000|resamples = $((4000 * parts))|" \
    -e 's|^intervals = .*|intervals = ["studentized"]|' "$data/canvas.toml" > study.toml
grep -q studentized study.toml || sed -i 's|^resamples = .*|&\nintervals = ["studentized"]|' study.toml
sed -e "s|replications = 1000|replications = $((800 * parts))|" -e 's|resamples = 500|resamples = 200|' \
    -e 's|^rows = .*|rows = [100, 200]|' "$data/canvas_power.toml" > planned.toml
grep -c . study.toml planned.toml
export PATH=$(dirname "$program"):$PATH

# The documented job, with its own number of parts, and one thread each.
awk '/^#!\/bin\/bash/ { job = 1 } /^```/ { job = 0 } job' "$documentation" > documented.sh
sed -e "s|1-40|1-$parts|; s|/40|/$parts|; s|cpus-per-task=4|cpus-per-task=1|" documented.sh > job.sh
sed -e 's|pls-sem run study.toml|pls-sem power planned.toml|' -e 's|part-\$|planned-$|' job.sh > planned.sh
say "the job"
cat job.sh
grep -q -- "--part \$SLURM_ARRAY_TASK_ID/$parts" job.sh || fail "the documentation has no such job"

states() { scontrol -o show job "$1" | sed -n 's/.*ArrayTaskId=\([0-9]*\) .*JobState=\([A-Z]*\).*ExitCode=\([0-9:]*\).*/\1 \2 \3/p' | sort -n; }
pending() { squeue -h -j "$1" -o %i 2>/dev/null | wc -l; }
await() { while (($(pending "$1") > 0)); do sleep 1; done; }
# Waits until a job of an array runs.
running() {
    local state
    while state=$(squeue -h -j "${1}_$2" -o %T 2>/dev/null); [[ $state != RUNNING ]]; do
        [[ -n $state ]] || { cat slurm-*.out; fail "job ${1}_$2 ended before it could be stopped"; }
        sleep 0.2
    done
}

# Submits an array, kills its third job and asks its fourth to end, and submits again what did not end well.
array() {
    local script=$1 id failed
    id=$(sbatch --parsable "$script")
    running "$id" 3; sleep 0.7; scancel --signal=KILL --full "${id}_3" && echo "killed ${id}_3"
    running "$id" 4; sleep 0.7; scancel --signal=TERM --full "${id}_4" && echo "asked ${id}_4 to end"
    await "$id"
    states "$id"
    failed=$(states "$id" | awk '$2 != "COMPLETED" { print $1 }' | paste -sd,)
    [[ -n $failed ]] || fail "no job was stopped: the machine is too fast for this study"
    ls
    if pls-sem merge "$2" part-*-of-$parts > /dev/null 2> missing.txt; then
        fail "merged, although job(s) $failed did not end"
    fi
    cat missing.txt
    say "submitted again: $failed"
    id=$(sbatch --parsable --array="$failed" "$script")
    await "$id"
    states "$id"
}

say "a bootstrap"
array job.sh study.toml
pls-sem merge study.toml part-*-of-$parts --quiet --json merged.json
pls-sem run study.toml --quiet --json whole.json
cmp merged.json whole.json
echo "the same bytes: $(sha256sum < whole.json)"
rm part-*-of-$parts

say "a power study"
array planned.sh planned.toml
pls-sem merge planned.toml part-*-of-$parts --quiet --json merged-power.json
pls-sem power planned.toml --json whole-power.json > /dev/null
cmp merged-power.json whole-power.json
echo "the same bytes: $(sha256sum < whole-power.json)"
say "all is well"
