// The page: phones, people bar, control bar, and the one line of events that feeds them.
import { listen } from "./api.js";
import { Controls } from "./controls.js";
import { el } from "./dom.js";
import { People } from "./people.js";
import { Phone } from "./phone.js";
import { LANGUAGES, language, say, switchTo, tag } from "./words.js";

const COMPLAINT_MS = 8000;
const table = document.querySelector(".table");
const at = (id) => document.querySelector(`[data-testid="${id}"]`);
const phones = new Map();

function sayEverything() {
  document.documentElement.lang = tag(language);
  document.title = say("title");
  document.querySelectorAll("[data-say]").forEach((element) => {
    element.textContent = say(element.dataset.say);
  });
  document.querySelectorAll("[data-label]").forEach((element) => {
    element.setAttribute("aria-label", say(element.dataset.label));
    element.title = say(element.dataset.label);
  });
  const choice = at("language");
  choice.replaceChildren(
    ...Object.entries(LANGUAGES).map(([code, { name }]) =>
      el("option", { value: code, selected: code === language, lang: tag(code) }, name),
    ),
  );
  choice.onchange = () => switchTo(choice.value);
}

let complaintEnds = 0;
function complain(error) {
  const box = at("complaint");
  box.textContent = `${say("refused")} ${error.message}`;
  box.hidden = false;
  clearTimeout(complaintEnds);
  complaintEnds = setTimeout(() => {
    box.hidden = true;
  }, COMPLAINT_MS);
}

function showPhones(ids) {
  const shown = new Set(ids);
  for (const [id, phone] of phones) {
    const appears = shown.has(id) && phone.element.hidden;
    phone.element.hidden = !shown.has(id);
    if (appears) phone.stay();
  }
}

const controls = new Controls(complain);
const people = new People(at("people"), showPhones);

function began(state) {
  at("connection").hidden = true;
  for (const person of state.people) {
    if (!phones.has(person.id)) {
      phones.set(person.id, new Phone(person, complain));
      phones.get(person.id).element.hidden = true;
      table.append(phones.get(person.id).element);
    }
    phones.get(person.id).sync(person);
  }
  people.set(state.people);
  controls.clock(state.clock);
  controls.network(state.network);
  controls.bot(state.bot);
  document.body.dataset.ready = "";
}

const HEARD = {
  message({ person, message }) {
    phones.get(person)?.put(message);
    if (message.from === "bot") people.count(person);
  },
  edit: ({ person, message }) => phones.get(person)?.put(message),
  delete: ({ person, message_id: id }) => phones.get(person)?.remove(id),
  keyboard: ({ person, reply_keyboard: rows }) => phones.get(person)?.composer.showKeys(rows),
  commands({ person, commands }) {
    if (phones.has(person)) phones.get(person).composer.commands = commands;
  },
  answer: ({ person, text, alert }) => phones.get(person)?.answer(text, alert),
  clock: (event) => controls.clock(event),
  network: (event) => controls.network(event),
  bot: (event) => controls.bot(event),
};

sayEverything();
listen({
  heard: (event) => HEARD[event.type]?.(event),
  began,
  lost: () => {
    at("connection").hidden = false;
  },
});
