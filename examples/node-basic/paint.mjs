import { img2img } from 'overpaint';

const { images } = await img2img({
  image: '../start/bird.jpg',
  prompt: 'watercolor painting, flower',
});
await images[0].save('bird-watercolor.png');
