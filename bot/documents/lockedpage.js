"use strict";
const data = document.getElementById("sealed");
const form = document.querySelector("form");
const said = document.querySelector("output");
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function unlock(words) {
  const typed = new TextEncoder().encode(words.normalize("NFKC").trim().split(/\s+/).join(" "));
  const raw = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const how = {name: "PBKDF2", hash: "SHA-256", salt: bytes(data.dataset.salt), iterations: Number(data.dataset.rounds)};
  const key = await crypto.subtle.deriveKey(how, raw, {name: "AES-GCM", length: 256}, false, ["decrypt"]);
  const plain = await crypto.subtle.decrypt({name: "AES-GCM", iv: bytes(data.dataset.nonce)}, key, bytes(data.textContent));
  return new TextDecoder().decode(plain);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.textContent = "…";
  if (!globalThis.crypto || !crypto.subtle) {
    said.textContent = form.dataset.unable;
    return;
  }
  try {
    const main = document.querySelector("main");
    main.innerHTML = await unlock(form.elements.words.value);
  } catch {
    said.textContent = form.dataset.wrong;
  }
});
