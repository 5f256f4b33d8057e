// Who entered with a ticket first, worked out of the set of its scans: the same answer in whatever order they came.
// resolve.py holds the same rule; tests/vectors/resolve.json binds the two.

const ADMITTING_KINDS = new Set(["in", "override"]);
const ADMITTING_VERDICTS = new Set(["welcome", "again"]);

// scans: of one ticket, {device, epoch, seq, kind, verdict, at_ms, undoes_seq, is_sure}; order and repetition do not matter.
// Returns {entry, again, isSure}: the scan that let the holder in, or null; every further one, in order; and whether
// the order of the first two is beyond doubt.
export function resolve(scans) {
  const known = [...new Map(scans.map((scan) => [identity(scan), scan])).values()];
  const undone = new Set(known.filter(isUndo).map((scan) => identity(scan, scan.undoes_seq)));
  const [entry = null, ...again] = known
    .filter((scan) => isAdmitting(scan) && !undone.has(identity(scan)))
    .sort(compareAdmissions);
  return { entry, again, isSure: again.length === 0 || (entry.is_sure && again[0].is_sure) };
}

// By corrected time; device, epoch and number only break ties, so that every device sees the same first.
export function compareAdmissions(one, other) {
  return (
    one.at_ms - other.at_ms ||
    compareTexts(one.device, other.device) ||
    compareTexts(one.epoch, other.epoch) ||
    one.seq - other.seq
  );
}

function isAdmitting(scan) {
  return ADMITTING_KINDS.has(scan.kind) && ADMITTING_VERDICTS.has(scan.verdict);
}

// An undo names an earlier scan of its own device and epoch.
function isUndo(scan) {
  return scan.kind === "undo" && scan.undoes_seq != null && scan.undoes_seq < scan.seq;
}

function identity(scan, seq = scan.seq) {
  return `${scan.device}/${scan.epoch}/${seq}`;
}

// Not by the rules of the phone's language, which differ from phone to phone.
function compareTexts(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
