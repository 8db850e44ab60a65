// Reads a QR code through the camera, or from a picture. The decoder is fetched only when somebody wants to scan.
import { texts } from './texts.ts';

const LARGEST_SIDE = 1600;
const EVERY_MILLISECONDS = 120;

export interface Scan {
  text?: string;
  /** Why there is none; absent when the person closed the camera. */
  problem?: string;
}

/** Shows the camera's picture in `finder` until a code was read or the person stops. */
export async function readWithCamera(finder: HTMLElement): Promise<Scan> {
  const video = finder.querySelector('video');
  const stop = finder.querySelector<HTMLButtonElement>('[data-stop]');
  const said = finder.querySelector<HTMLElement>('[role="status"]');
  if (!video || !stop || !said) return {};
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  } catch (error) {
    const denied = error instanceof DOMException && error.name === 'NotAllowedError';
    return { problem: denied ? texts.camera.denied : texts.camera.none };
  }
  try {
    finder.hidden = false;
    said.textContent = texts.camera.looking;
    video.srcObject = stream;
    await video.play();
    stop.focus();
    return await lookUntil(video, stop);
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    finder.hidden = true;
  }
}

export async function readPicture(file: Blob): Promise<string | undefined> {
  try {
    const picture = await createImageBitmap(file);
    return await readFrame(picture, picture.width, picture.height);
  } catch {
    return undefined; // no picture
  }
}

async function lookUntil(video: HTMLVideoElement, stop: HTMLButtonElement): Promise<Scan> {
  let stopped = false;
  const end = () => {
    stopped = true;
  };
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') stopped = true;
  };
  stop.addEventListener('click', end, { once: true });
  addEventListener('keydown', onKey);
  try {
    while (!stopped) {
      const text = await readFrame(video, video.videoWidth, video.videoHeight);
      if (text !== undefined) return { text };
      await new Promise((resolve) => setTimeout(resolve, EVERY_MILLISECONDS));
    }
    return {};
  } finally {
    stop.removeEventListener('click', end);
    removeEventListener('keydown', onKey);
  }
}

async function readFrame(source: CanvasImageSource, width: number, height: number): Promise<string | undefined> {
  if (width === 0 || height === 0) return undefined;
  const scale = Math.min(1, LARGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const { decodeQR } = await import('qr/decode.js');
  try {
    return decodeQR({ width: canvas.width, height: canvas.height, data });
  } catch {
    return undefined; // nothing in this frame
  }
}
