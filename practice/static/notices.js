// The bot's answers to taps, as Telegram shows them: a line that goes by itself, or a box to be closed.
import { el } from "./dom.js";
import { say } from "./words.js";

const TOAST_MS = 4000;
const ends = new WeakMap();

/** Shows `text` in the element `toast` for a few seconds. */
export function showToast(toast, text) {
  clearTimeout(ends.get(toast));
  toast.textContent = text;
  toast.hidden = false;
  const hide = () => {
    toast.hidden = true;
  };
  ends.set(toast, setTimeout(hide, TOAST_MS));
}

/** Shows `text` in a dialog until it is closed; the focus returns to where it was. */
export function showAlert(home, text) {
  const before = document.activeElement;
  const ok = el("button", { type: "button", className: "primary", onclick: () => box.close() }, say("ok"));
  const words = el("p", { dir: "auto" }, text);
  const box = el("dialog", { className: "alert", testid: "alert", "aria-label": text }, words, ok);
  box.onclose = () => {
    box.remove();
    if (before?.isConnected) before.focus();
  };
  home.append(box);
  box.showModal();
}
