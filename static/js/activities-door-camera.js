// Reads codes with the phone's camera: by the browser's own reader where there is one, else by jsQR.

const PAUSE = 150;
const SIDE = 640;

async function ownReader() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await window.BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return null;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video)).map((found) => found.rawValue)[0];
}

function plainReader() {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const image = pen.getImageData(0, 0, canvas.width, canvas.height);
    const found = window.jsQR(image.data, image.width, image.height, { inversionAttempts: "dontInvert" });
    return found ? found.data : undefined;
  };
}

// Shows the camera in `video` and calls `found(text)` for every code it reads, again and again.
export async function watch(video, found) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const read = (await ownReader()) || plainReader();
  const look = async () => {
    if (!stream.active) return;
    if (video.videoWidth) {
      const text = await read(video).catch(() => undefined);
      if (text) found(text);
    }
    setTimeout(look, PAUSE);
  };
  look();
}

export function whyNot(error) {
  if (!window.isSecureContext || !navigator.mediaDevices) return "摄像头只能在 HTTPS 网页上使用，请改用按姓名登记。";
  if (error.name === "NotAllowedError") return "没有使用摄像头的权限，请在浏览器设置中允许，或按姓名登记。";
  return "没有找到可用的摄像头，请按姓名登记。";
}
