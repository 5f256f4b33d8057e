// Shows on the page what each step of a check found. Words have a condition (data-if: a flag, data-when: the state of a step,
// data-for: one of several cases), numbers a name (data-fact, data-count).

const LANGUAGE = document.documentElement.lang;
const MOMENT = {
  year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short",
};

/** Shows reports: words whose condition is met, and numbers where they belong. */
export class CheckView {
  constructor(root, fingerprint) {
    this.root = root;
    this.steps = [...root.querySelectorAll("[data-step]")];
    this.verdict = root.querySelector("[data-verdict]");
    this.own = root.querySelector("[data-own]");
    this.fingerprint = fingerprint.toLowerCase().replace(/[^0-9a-f]/g, "");
    this.facts = {};
    this.states = {};
  }

  begin() {
    this.root.hidden = false;
    this.own.hidden = true;
    for (const step of this.steps) {
      setState(step, "waiting", {});
      step.querySelector(".check__problem")?.remove();
    }
    setState(this.steps[0], "running", {});
    this.judge("running");
    this.verdict.scrollIntoView({ block: "nearest" });
  }

  async take(report) {
    if (report.own) {
      this.showOwn(report.own);
      return;
    }
    const at = this.steps.findIndex((step) => step.dataset.step === report.step);
    Object.assign(this.facts, report.facts);
    if (report.step === "commitment") this.compareFingerprint(report);
    this.states[report.step] = stateOf(report, Object.values(this.states));
    fill(this.steps[at], this.facts, this.flags());
    setState(this.steps[at], this.states[report.step]);
    if (report.problem) this.steps[at].append(wordsOf(report.problem));
    if (this.steps[at + 1] && report.holds !== false) setState(this.steps[at + 1], "running");
    if (report.step === "types" || report.step === "draw") this.showRules();
    this.verdict.querySelector("[data-progress]").value = at + 1;
    // A frame, so that the step is seen where all this runs in the page.
    await new Promise(requestAnimationFrame);
  }

  /** Whoever typed the fingerprint of the own mail sees whether these are the files that were announced. */
  compareFingerprint(report) {
    const { commitment } = report.facts;
    if (!this.fingerprint || !commitment) return;
    this.isAnnounced = commitment === this.fingerprint;
    if (this.isAnnounced) return;
    report.holds = false;
  }

  flags() {
    const { facts } = this;
    const form = facts.form?.form;
    const isDrawn = facts.admitted !== undefined;
    return {
      drawn: isDrawn, announced: !isDrawn, exact: facts.isRelaxation === false, relaxed: facts.isRelaxation === true,
      full: facts.filled === facts.seats, gaps: facts.filled < facts.seats, weights: facts.weighted > 0,
      form: Boolean(form), drand: form === "drand", signed: Boolean(facts.value) && !facts.unchecked?.includes("signature"),
      unsigned: facts.unchecked?.includes("signature"), numbers: form === "numbers", unannounced: !form, value: Boolean(facts.value),
      numbered: Boolean(facts.number), replaces: Boolean(facts.replaces),
      first: !facts.follows, follows: Boolean(facts.follows), rules: facts.quotas > 0, free: facts.quotas === 0,
      near: facts.within > 0, exactly: facts.within === 0, outcome: Boolean(facts.kept),
      sameFingerprint: this.isAnnounced === true, otherFingerprint: this.isAnnounced === false,
      mine: this.ownState === "found", stranger: ["absent", "malformed"].includes(this.ownState),
    };
  }

  showRules() {
    const frame = this.root.querySelector("[data-rules]").closest("[data-if]");
    const { rules = [], kept } = this.facts;
    fill(frame, {}, this.flags());
    const rows = rules.map((rule, at) => {
      const row = frame.querySelector("template").content.cloneNode(true);
      const bounds = this.boundsOf(rule.least, rule.most);
      const facts = { name: `${rule.attribute} = ${rule.value}`, bounds, counts: rule.counts, drawn: kept?.[at] };
      fill(row, facts, { idle: !rule.binds, outcome: Boolean(kept) });
      return row;
    });
    frame.querySelector("[data-rules]").replaceChildren(...rows);
    frame.hidden = rules.length === 0;
  }

  showOwn(own) {
    const { state, outcome, isTrue } = own;
    this.ownState = state;
    this.isOwnTrue = isTrue !== false;
    this.own.hidden = false;
    choose(this.own, state);
    const flags = {
      admitted: outcome === "admitted" && isTrue, waiting: outcome === "waiting" && isTrue, open: outcome === "open", untrue: isTrue === false,
      ranked: outcome !== "open" && own.alike > 1, alone: own.size === 1, team: own.size > 1, weight: own.weight !== "1",
      respelled: own.respelled, towardsNone: own.towards?.length === 0, othersNone: own.others?.length === 0,
    };
    fill(this.own, own, flags);
    if (state !== "found") return;
    for (const list of this.own.querySelectorAll("[data-chips]")) list.replaceChildren(...own[list.dataset.chips].map((rule) => this.chip(rule)));
  }

  chip({ name, least, most }) {
    const chip = this.own.querySelector("[data-chip]").content.cloneNode(true);
    fill(chip, { name, bounds: this.boundsOf(least, most) }, {});
    return chip;
  }

  /** Such as "at least 320". */
  boundsOf(least, most) {
    const words = this.root.dataset;
    if (least !== null && most !== null) return words.both.replace("#1", number(least)).replace("#2", number(most));
    if (least !== null) return words.least.replace("#", number(least));
    return most !== null ? words.most.replace("#", number(most)) : words.free;
  }

  end() {
    const states = Object.values(this.states);
    const { loss, gain, unchecked = [], earlier = [] } = this.facts;
    const missed = [...unchecked, ...earlier.map((name) => `earlier ${name}`)];
    if (loss && gain) this.facts.within = Math.max(loss.share, gain.share);
    this.facts.failed = this.failedStep();
    fill(this.verdict, this.facts, this.flags());
    for (const item of this.verdict.querySelectorAll("[data-unchecked-as]")) item.hidden = !missed.includes(item.dataset.uncheckedAs);
    this.judge(states.includes("fails") || this.isOwnTrue === false ? "fails" : "holds");
    this.verdict.scrollIntoView({ block: "nearest" });
  }

  /** Such as "11. The value picked these people". */
  failedStep() {
    const at = this.steps.findIndex((step) => step.dataset.state === "fails");
    return at < 0 ? "" : `${at + 1}. ${this.steps[at].querySelector(".check__title strong").textContent}`;
  }

  judge(verdict) {
    this.verdict.dataset.verdict = verdict;
    choose(this.verdict, verdict);
  }
}

function stateOf({ holds }, before) {
  if (holds === null) return before.includes("fails") ? "skipped" : "absent";
  return holds ? "holds" : "fails";
}

function setState(item, state) {
  item.dataset.state = state;
  for (const words of item.querySelectorAll("[data-when]")) words.hidden = !words.dataset.when.split(" ").includes(state);
}

function choose(root, name) {
  for (const words of root.querySelectorAll("[data-for]")) words.hidden = words.dataset.for !== name;
}

function fill(root, facts, flags) {
  for (const words of root.querySelectorAll("[data-if]")) words.hidden = !flags[words.dataset.if];
  for (const place of root.querySelectorAll("[data-fact]")) place.textContent = said(factAt(facts, place.dataset.fact), place.dataset.as);
  for (const place of root.querySelectorAll("[data-count]")) place.textContent = counted(factAt(facts, place.dataset.count), place.dataset);
}

function factAt(facts, path) {
  return path.split(".").reduce((value, name) => value?.[name], facts);
}

function said(fact, as) {
  if (fact === undefined || fact === null) return "";
  if (as === "percent") return percent(fact);
  if (as === "in full") return inPercent(fact, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  if (as === "bound") return smallPercent(fact);
  if (as === "moment") return new Date(fact).toLocaleString(LANGUAGE, MOMENT);
  return typeof fact === "number" ? number(fact) : fact;
}

function counted(fact, words) {
  const pattern = fact === 0 && words.zero ? words.zero : fact === 1 ? words.one : words.other;
  return pattern.replace("#", number(fact ?? 0));
}

function number(value) {
  return typeof value === "number" ? value.toLocaleString(LANGUAGE, { maximumFractionDigits: 2 }) : value;
}

function percent(share) {
  const digits = share === 0 || share === 1 ? 0 : 1;
  return inPercent(share, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

// With the narrow blank that the rest of our pages has.
function inPercent(share, digits) {
  return `${(100 * share).toLocaleString(LANGUAGE, digits)}\u202f%`;
}

/** A small share with the two digits that say something, rounded up: nothing is larger. */
function smallPercent(share) {
  if (share === 0) return percent(0);
  const step = 10 ** Math.max(Math.floor(Math.log10(share)) - 1, -6);
  return inPercent(Math.ceil(share / step - 1e-9) * step, { maximumSignificantDigits: 2 });
}

/** The verifier speaks English. */
function wordsOf(problem) {
  const words = document.createElement("p");
  words.className = "check__problem";
  words.lang = "en";
  words.textContent = problem;
  return words;
}
