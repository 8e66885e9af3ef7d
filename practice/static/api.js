// The page's line to the practice server: requests out, events in.

async function answerOf(response) {
  if (response.ok) return response.json();
  const body = await response.text();
  let reason = body;
  try {
    const parsed = JSON.parse(body);
    reason = parsed.error ?? parsed.description ?? body;
  } catch {
    /* an answer that is not JSON is shown as it is */
  }
  throw new Error(reason || response.statusText);
}

const post = async (path, body, headers) => answerOf(await fetch(path, { method: "POST", body, headers }));
const postJson = (path, value) => post(path, JSON.stringify(value), { "Content-Type": "application/json" });
const of = (person) => `/api/people/${encodeURIComponent(person)}`;

export const readState = async () => answerOf(await fetch("/api/state", { cache: "no-store" }));

export const moveClock = (how) => postJson("/api/clock", how);
export const cutNetwork = (cut) => postJson("/api/network", { cut });
export const commandBot = (what) => postJson("/api/bot", { do: what });

export const say = (person, text) => postJson(`${of(person)}/say`, { text });
export const edit = (person, message, text) => postJson(`${of(person)}/edit`, { message_id: message, text });
export const tap = (person, message, data) =>
  postJson(`${of(person)}/tap`, { message_id: message, callback_data: data });
export const sendOther = (person, kind, value = {}) => postJson(`${of(person)}/${kind}`, value);
export const sendFile = (person, kind, file) =>
  post(`${of(person)}/file?kind=${kind}&name=${encodeURIComponent(file.name)}`, file, {
    "Content-Type": file.type || "application/octet-stream",
  });

const RETRY_MS = 1500;

/**
 * Hears events for ever. After every (re)connection the whole state is read; what arrives meanwhile waits, so
 * that nothing falls between the two. `heard(event)`, `began(state)`, `lost()` are called in order.
 */
export function listen({ heard, began, lost }) {
  const source = new EventSource("/api/events");
  let waiting = [];

  const again = () => {
    source.close();
    lost();
    setTimeout(() => listen({ heard, began, lost }), RETRY_MS);
  };
  source.onopen = async () => {
    try {
      began(await readState());
      waiting.forEach(heard);
      waiting = null;
    } catch {
      again();
    }
  };
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (waiting) waiting.push(event);
    else heard(event);
  };
  source.onerror = again;
}
