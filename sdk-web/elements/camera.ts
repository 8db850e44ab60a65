// Reads a code from the camera: with the browser's own reader where it has one, else with the reader of `qr`, which is loaded only then.

type Reader = (video: HTMLVideoElement) => Promise<string | undefined>;

/** Pictures a second: enough for a steady hand, and gentle to a phone. */
const PICTURES_PER_SECOND = 6;
/** Longer side of what our own reader looks at, in pixels; a code of 12 versions needs no more. */
const LONGER_SIDE = 900;

/** Where the camera's reading ends. */
export interface Scan {
  stop(): void;
}

/**
 * Shows the camera in `video` and calls back for every picture that is read, until stopped.
 *
 * @throws DOMException when there is no camera, or it was not allowed
 */
export async function scan(video: HTMLVideoElement, found: (text: string) => void): Promise<Scan> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  let running = true;
  const stop = () => {
    running = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    video.srcObject = stream;
    video.muted = true;
    video.playsInline = true;
    await video.play();
    const read = await reader();
    void (async () => {
      while (running) {
        const text = await read(video).catch(() => undefined);
        if (running && text !== undefined) found(text);
        await new Promise((resolve) => setTimeout(resolve, 1000 / PICTURES_PER_SECOND));
      }
    })();
  } catch (error) {
    stop();
    throw error;
  }
  return { stop };
}

async function reader(): Promise<Reader> {
  const own = await browserReader();
  return own ?? ourReader();
}

/** The Shape Detection API, in some browsers (https://wicg.github.io/shape-detection-api/). */
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

async function browserReader(): Promise<Reader | undefined> {
  const Detector: DetectorClass | undefined = Reflect.get(globalThis, 'BarcodeDetector');
  if (!Detector) return undefined;
  const formats = await Detector.getSupportedFormats().catch((): string[] => []);
  if (!formats.includes('qr_code')) return undefined;
  const detector = new Detector({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

async function ourReader(): Promise<Reader> {
  const { default: decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, LONGER_SIDE / Math.max(video.videoWidth, video.videoHeight));
    const width = Math.floor(video.videoWidth * scale);
    const height = Math.floor(video.videoHeight * scale);
    if (!context || width === 0 || height === 0) return undefined;
    canvas.width = width;
    canvas.height = height;
    context.drawImage(video, 0, 0, width, height);
    return decodeQR(context.getImageData(0, 0, width, height)); // throws where there is no picture of a code
  };
}
