// The texts of the page's language, out of the template; "{name}" stands for a value.

export class Words {
  constructor(texts, language, zone = undefined) {
    Object.assign(this, { texts, language });
    this.plural = new Intl.PluralRules(language);
    this.useZone(zone);
  }

  // Times of day are those of the event's place, wherever the phone believes to be.
  useZone(timeZone) {
    this.times = new Intl.DateTimeFormat(this.language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  }

  say(key, values = {}) {
    return this.texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // Of the texts key_one and key_other the one that fits the number.
  count(key, number, values = {}) {
    const form = this.plural.select(number) === "one" ? "one" : "other";
    return this.say(`${key}_${form}`, { number: number.toLocaleString(this.language), ...values });
  }

  time(ms) {
    return this.times.format(ms);
  }

  ago(ms, nowMs) {
    const seconds = Math.max(0, Math.round((nowMs - ms) / 1000));
    if (seconds < 60) return this.count("seconds_ago", seconds);
    if (seconds < 3600) return this.count("minutes_ago", Math.round(seconds / 60));
    return this.count("hours_ago", Math.round(seconds / 3600));
  }

  localized(texts = {}) {
    return texts[this.language] ?? texts.en ?? Object.values(texts)[0] ?? "";
  }
}
