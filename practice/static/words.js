// The page's own words. The bot's words come from the bot; only this page's labels are here.
import en from "./words/en.js";
import it from "./words/it.js";
import sq from "./words/sq.js";
import srCyrl from "./words/sr_Cyrl.js";
import srLatn from "./words/sr_Latn.js";

export const LANGUAGES = { en, sq, sr_Latn: srLatn, sr_Cyrl: srCyrl, it };
const STORED_AS = "ascolto-practice-language";

function preferred() {
  const stored = localStorage.getItem(STORED_AS);
  if (stored in LANGUAGES) return stored;
  for (const wish of navigator.languages) {
    const short = wish.slice(0, 2).toLowerCase();
    if (/^sr.cyrl/i.test(wish)) return "sr_Cyrl";
    if (["sr", "hr", "bs"].includes(short)) return "sr_Latn";
    if (short in LANGUAGES) return short;
  }
  return "en";
}

export const language = preferred();

/** What a language code of ours is called in HTML: `sr_Latn` → `sr-Latn`. */
export const tag = (code) => code.replace("_", "-");

/** The word for `key` in the page's language; `{name}` is replaced by `values.name`. */
export function say(key, values = {}) {
  return LANGUAGES[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The page is drawn once in one language; drafts in the composers survive the reload. */
export function switchTo(code) {
  localStorage.setItem(STORED_AS, code);
  location.reload();
}
