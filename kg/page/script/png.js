// The picture as PNG: its SVG, painted by the browser.

// Larger canvases fail in one browser or another.
const MOST_PIXELS = 8192;

// picture: an SVG text. A promise of a blob with `scale` pixels for each of its units, fewer where
// a side would be too long; it fails for a text that is no SVG.
async function pngOf(picture, scale) {
  const address = URL.createObjectURL(new Blob([picture], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const longest = Math.max(image.naturalWidth, image.naturalHeight);
    const factor = Math.min(scale, MOST_PIXELS / longest);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * factor));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * factor));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) {
          resolve(blob);
        } else {
          reject(new Error("the browser has no room for the picture"));
        }
      });
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
