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
  // Heard from the moment that it can be seen: a camera may need a second to begin.
  const ended = new AbortController();
  const end = () => ended.abort();
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') end();
  };
  stop.addEventListener('click', end);
  addEventListener('keydown', onKey);
  try {
    finder.hidden = false;
    said.textContent = texts.camera.looking;
    stop.focus();
    video.srcObject = stream;
    await video.play();
    return await lookUntil(video, ended.signal);
  } finally {
    stop.removeEventListener('click', end);
    removeEventListener('keydown', onKey);
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

async function lookUntil(video: HTMLVideoElement, ended: AbortSignal): Promise<Scan> {
  while (!ended.aborted) {
    const text = await readFrame(video, video.videoWidth, video.videoHeight);
    if (text !== undefined) return { text };
    await new Promise((resolve) => setTimeout(resolve, EVERY_MILLISECONDS));
  }
  return {};
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
