// Telegram's entities drawn as elements. Offsets count UTF-16 units, as JavaScript's strings do.
import { el } from "./dom.js";

const ELEMENTS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const FOUND = [
  ["url", /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g],
  ["bot_command", /(?<![\w/.])\/[A-Za-z][A-Za-z0-9_]{0,31}(?![\w/])/g],
];

const end = (entity) => entity.offset + entity.length;
const overlap = (one, other) => one.offset < end(other) && other.offset < end(one);

/** Commands and addresses can be tapped in Telegram although the sender marked nothing. */
function withFound(text, entities) {
  const found = [...entities];
  for (const [type, pattern] of FOUND) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      const blocked = found.some(
        (e) => overlap(e, entity) && !(e.type in ELEMENTS && !["code", "pre"].includes(e.type)),
      );
      if (!blocked) found.push(entity);
    }
  }
  return found.sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function link(address, content, opened) {
  if (!/^(https?|tg):/.test(address)) return el("span", {}, ...content);
  const clicked = (event) => {
    if (opened(address)) event.preventDefault();
  };
  return el("a", { href: address, target: "_blank", rel: "noreferrer", onclick: clicked }, ...content);
}

function wrapped(entity, piece, content, taps) {
  if (entity.type in ELEMENTS) return el(ELEMENTS[entity.type], {}, ...content);
  if (entity.type === "url") return link(piece, content, taps.opened);
  if (entity.type === "text_link") return link(entity.url, content, taps.opened);
  if (entity.type === "bot_command") {
    return el("button", { type: "button", className: "command", onclick: () => taps.commanded(piece) }, ...content);
  }
  return el("span", { className: entity.type.replaceAll("_", "-") }, ...content);
}

function nodes(text, entities, from, to, taps) {
  const drawn = [];
  let at = from;
  let rest = entities;
  while (rest.length > 0) {
    const [entity, ...others] = rest;
    const stop = Math.min(end(entity), to);
    rest = others.filter((e) => e.offset >= stop);
    if (entity.offset < at || stop <= entity.offset) continue;
    if (entity.offset > at) drawn.push(text.slice(at, entity.offset));
    const inner = others.filter((e) => e.offset < stop);
    const piece = text.slice(entity.offset, stop);
    drawn.push(wrapped(entity, piece, nodes(text, inner, entity.offset, stop, taps), taps));
    at = stop;
  }
  if (at < to) drawn.push(text.slice(at, to));
  return drawn;
}

/**
 * The text as nodes. `taps.commanded(command)` hears a tapped command; `taps.opened(address)` says whether it
 * dealt with a tapped link itself.
 */
export function drawText(text, entities, taps) {
  return nodes(text, withFound(text, entities ?? []), 0, text.length, taps);
}
