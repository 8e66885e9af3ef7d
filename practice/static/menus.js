// Small menus that open above a button: arrows walk, Esc closes, a click elsewhere closes.
import { el } from "./dom.js";

let open = null;

export function closeMenu({ focus = true } = {}) {
  if (!open) return false;
  const { list, button } = open;
  open = null;
  const inside = list.contains(document.activeElement);
  list.remove();
  button.setAttribute("aria-expanded", "false");
  if (focus && inside) button.focus();
  return true;
}

function walk(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to % items.length].focus();
  } else if (event.key === "Tab") {
    closeMenu();
  }
}

function drawItem({ label, detail, run, heading, testid, picture }) {
  if (heading) return el("li", { className: "heading", role: "presentation" }, heading);
  const chosen = () => {
    closeMenu();
    run();
  };
  return el(
    "li",
    { role: "none" },
    el(
      "button",
      { type: "button", role: "menuitem", tabIndex: -1, onclick: chosen, testid },
      picture ?? null,
      el("span", { className: "label" }, label),
      detail ? el("span", { className: "detail" }, detail) : null,
    ),
  );
}

/**
 * Opens the menu of `button` inside `home`, or closes it when it stands open. An item is
 * `{label, detail?, picture?, testid?, run}` or `{heading}`.
 */
export function toggleMenu(button, home, items, { focus = true, className = "" } = {}) {
  const again = open?.button === button;
  closeMenu();
  if (again) return;
  showMenu(button, home, items, { focus, className });
}

export function showMenu(button, home, items, { focus = false, className = "" } = {}) {
  closeMenu({ focus: false });
  const list = el(
    "ul",
    { role: "menu", className: `popup ${className}`, "aria-label": button.getAttribute("aria-label"), onkeydown: walk },
    ...items.map(drawItem),
  );
  home.append(list);
  button.setAttribute("aria-expanded", "true");
  open = { list, button };
  if (focus) list.querySelector("[role=menuitem]")?.focus();
}

export const focusMenu = () => open?.list.querySelector("[role=menuitem]")?.focus();

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Escape" && closeMenu()) event.stopImmediatePropagation();
  },
  true,
);
document.addEventListener("pointerdown", (event) => {
  if (open && !open.list.contains(event.target) && !open.button.contains(event.target)) closeMenu({ focus: false });
});
