// What a bubble holds beside text: pictures, voice notes, documents, places.
import { el, icon } from "./dom.js";
import { say } from "./words.js";

const shortTime = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

let speaking = null;

function drawPhoto({ file_url: url }) {
  if (!url) return el("div", { className: "photo missing" }, icon("photo"), say("photo"));
  const image = el("img", { src: url, alt: say("photo"), className: "photo" });
  return el("a", { href: url, target: "_blank", rel: "noreferrer", className: "photo-link" }, image);
}

function drawVoice({ file_url: url }) {
  const audio = el("audio", { src: url ?? "", preload: "metadata" });
  const button = el(
    "button",
    { type: "button", className: "play", "aria-label": say("play"), disabled: !url },
    icon("play"),
  );
  const wave = el("span", { className: "wave" });
  const time = el("span", { className: "duration" }, "0:00");
  const show = () => {
    const length = Number.isFinite(audio.duration) ? audio.duration : 0;
    wave.style.setProperty("--played", `${length ? (100 * audio.currentTime) / length : 0}%`);
    time.textContent = shortTime(audio.paused && !audio.currentTime ? length : audio.currentTime);
    button.replaceChildren(icon(audio.paused ? "play" : "pause"));
    button.setAttribute("aria-label", say(audio.paused ? "play" : "pause"));
  };
  button.onclick = () => {
    if (!audio.paused) return audio.pause();
    speaking?.pause();
    speaking = audio;
    return audio.play().catch(() => {});
  };
  audio.onended = () => {
    audio.currentTime = 0;
  };
  for (const event of ["loadedmetadata", "timeupdate", "play", "pause", "ended"]) audio.addEventListener(event, show);
  return el("div", { className: "voice", role: "group", "aria-label": say("voice") }, button, wave, time);
}

function drawDocument({ file_url: url, file_name: name }) {
  const called = name || say("document");
  if (!url) return el("div", { className: "document" }, icon("document"), called);
  return el(
    "a",
    { href: url, download: name ?? "", className: "document", title: say("download") },
    icon("document"),
    called,
  );
}

function drawPlace({ latitude, longitude, location }) {
  const place = location ?? { latitude, longitude };
  const known = Number.isFinite(place.latitude);
  const words = known ? `${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}` : say("location");
  return el(
    "div",
    { className: "place", role: "img", "aria-label": `${say("location")} ${words}` },
    icon("pin"),
    el("span", {}, words),
  );
}

const DRAWN = { photo: drawPhoto, voice: drawVoice, audio: drawVoice, document: drawDocument, location: drawPlace };
const PICTURED = { sticker: "🙂", dice: "🎲", poll: "📊" };

/** The element for a message's kind, or null when its text is all there is. */
export function drawMedia(message) {
  if (message.kind in DRAWN) return DRAWN[message.kind](message);
  if (message.kind === "text" || !message.kind) return null;
  if (message.kind in PICTURED) {
    return el("div", { className: "pictured", role: "img", "aria-label": say(message.kind) }, PICTURED[message.kind]);
  }
  return message.text ? null : el("div", { className: "document" }, icon("other"), message.kind);
}
