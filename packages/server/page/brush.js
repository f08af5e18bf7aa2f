/** A canvas over a picture that is painted on with mouse, pen or finger. What is painted is the mask. */
export function openBrush(canvas) {
  const context = canvas.getContext('2d');
  let touched = false;

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    draw(event, true);
  });
  canvas.addEventListener('pointermove', (event) => event.buttons > 0 && draw(event, false));

  function draw(event, begins) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [
      ((event.clientX - box.left) / box.width) * canvas.width,
      ((event.clientY - box.top) / box.height) * canvas.height,
    ];
    if (begins) {
      context.beginPath();
      context.moveTo(x, y);
    }
    context.lineWidth = Math.max(canvas.width, canvas.height) / 12;
    context.lineCap = context.lineJoin = 'round';
    context.strokeStyle = '#fff';
    context.lineTo(x + 0.01, y); // a line without length would not be drawn, and a tap is a dot
    context.stroke();
    touched = true;
    canvas.dispatchEvent(new Event('change'));
  }

  function clear(size = canvas) {
    [canvas.width, canvas.height] = [size.width, size.height]; // which empties it
    touched = false;
    canvas.dispatchEvent(new Event('change'));
  }

  return {
    clear,
    get touched() {
      return touched;
    },
    /** White where it was painted on, black elsewhere: a PNG; nothing where nobody painted. */
    mask() {
      if (!touched) return undefined;
      const flat = new OffscreenCanvas(canvas.width, canvas.height);
      const on = flat.getContext('2d');
      on.fillRect(0, 0, canvas.width, canvas.height);
      on.drawImage(canvas, 0, 0);
      return flat.convertToBlob({ type: 'image/png' });
    },
  };
}
