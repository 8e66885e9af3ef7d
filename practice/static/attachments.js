// The attach menu: what can be sent beside text, real or made up on the spot.
import { sendFile, sendOther } from "./api.js";
import { DEMO_PLACE, demoDocument, demoPhoto, demoVoice } from "./demo_files.js";
import { el, icon } from "./dom.js";
import { say } from "./words.js";

const ACCEPTED = { photo: "image/*", voice: "audio/*", document: "" };
const DEMO = { photo: demoPhoto, voice: demoVoice, document: demoDocument };
const OTHERS = ["sticker", "poll", "dice", "forward", "block", "unblock"];

/** Hidden file fields, one for each kind, with the test ids `file-photo`, `file-voice`, `file-document`. */
export function fileFields(person, send) {
  return Object.entries(ACCEPTED).map(([kind, accept]) => {
    const field = el("input", {
      type: "file",
      accept,
      hidden: true,
      multiple: kind === "photo",
      testid: `file-${kind}`,
      tabIndex: -1,
    });
    field.onchange = async () => {
      for (const file of [...field.files]) await send(() => sendFile(person, kind, file));
      field.value = "";
    };
    return field;
  });
}

export function attachItems(person, fields, send) {
  const kinds = Object.keys(ACCEPTED);
  const demo = kinds.map((kind) => ({
    label: say(`${kind}Demo`),
    picture: icon(kind),
    testid: `attach-${kind}`,
    run: () => send(async () => sendFile(person, kind, await DEMO[kind]())),
  }));
  const place = {
    label: say("location"),
    picture: icon("pin"),
    testid: "attach-location",
    run: () => send(() => sendOther(person, "location", DEMO_PLACE)),
  };
  const real = kinds.map((kind, at) => ({
    label: say(`${kind}File`),
    picture: icon(kind),
    testid: `attach-${kind}-file`,
    run: () => fields[at].click(),
  }));
  const others = OTHERS.map((kind) => ({
    label: say(kind),
    testid: `attach-${kind}`,
    run: () => send(() => sendOther(person, kind)),
  }));
  return [...demo, place, ...real, { heading: say("other") }, ...others];
}
