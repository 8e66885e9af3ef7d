// Things to send when there is nothing at hand: a drawn picture, two seconds of sound, a short document.

const encoded = (canvas, type) => new Promise((resolve) => canvas.toBlob(resolve, type, 0.85));

function drawHills(pen, width, height) {
  const sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, "#9cc4d8");
  sky.addColorStop(1, "#f3e6cf");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  for (const [base, colour] of [
    [0.62, "#8fae9b"],
    [0.74, "#6d9480"],
    [0.86, "#4f7a68"],
  ]) {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(0, height);
    for (let x = 0; x <= width; x += 8) {
      pen.lineTo(x, height * base + Math.sin(x / 70 + base * 20) * 18);
    }
    pen.lineTo(width, height);
    pen.fill();
  }
}

function drawHouse(pen, x, y) {
  pen.fillStyle = "#f7f1e6";
  pen.fillRect(x, y, 110, 74);
  pen.fillStyle = "#a9533f";
  pen.beginPath();
  pen.moveTo(x - 12, y);
  pen.lineTo(x + 55, y - 46);
  pen.lineTo(x + 122, y);
  pen.fill();
  pen.fillStyle = "#5b4a3f";
  pen.fillRect(x + 46, y + 32, 22, 42);
}

/** A JPEG of a house without anybody in it. */
export async function demoPhoto() {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 480;
  const pen = canvas.getContext("2d");
  drawHills(pen, canvas.width, canvas.height);
  drawHouse(pen, 250, 300);
  return new File([await encoded(canvas, "image/jpeg")], "demo.jpg", { type: "image/jpeg" });
}

const RATE = 8000;
const SECONDS = 2;

function wavHeader(view, bytes) {
  const letters = (at, text) => [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  letters(0, "RIFF");
  view.setUint32(4, 36 + bytes, true);
  letters(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  letters(36, "data");
  view.setUint32(40, bytes, true);
}

/** Two seconds of a soft falling tone as a WAV file: 16 bits, 8 kHz, one channel. */
export function demoVoice() {
  const bytes = RATE * SECONDS * 2;
  const view = new DataView(new ArrayBuffer(44 + bytes));
  wavHeader(view, bytes);
  for (let i = 0; i < RATE * SECONDS; i += 1) {
    const t = i / RATE;
    const loud = 0.25 * Math.sin((Math.PI * t) / SECONDS);
    view.setInt16(44 + i * 2, 32767 * loud * Math.sin(2 * Math.PI * (330 - 40 * t) * t), true);
  }
  return new File([view], "demo.wav", { type: "audio/wav" });
}

export function demoDocument() {
  return new File(["Ascolto – practice, nothing here is real.\n"], "demo.txt", { type: "text/plain" });
}

/** Near the bridge over the Ibër/Ibar. */
export const DEMO_PLACE = { latitude: 42.8914, longitude: 20.866 };
