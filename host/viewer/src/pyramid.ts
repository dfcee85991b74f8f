// Coarser versions of an image, each axis on its own, made when first asked for.
import { halved, type CellImage } from './cell_image';

export class Pyramid {
  private readonly levels = new Map<string, CellImage>();

  constructor(readonly base: CellImage) {}

  // The image whose blocks are at least as large as asked (cells a block), no coarser than need be.
  level(timeCells: number, priceCells: number): CellImage {
    const steps = (wanted: number, have: number, size: number) =>
      Math.min(Math.max(0, Math.ceil(Math.log2(wanted / have) - 1e-9)), Math.ceil(Math.log2(Math.max(1, size))));
    const { base } = this;
    return this.coarser(
      steps(timeCells, base.timeFactor, base.times),
      steps(priceCells, base.priceFactor, base.prices),
    );
  }

  private coarser(timeSteps: number, priceSteps: number): CellImage {
    if (timeSteps === 0 && priceSteps === 0) return this.base;
    const key = `${timeSteps},${priceSteps}`;
    const known = this.levels.get(key);
    if (known) return known;
    const image =
      timeSteps > 0
        ? halved(this.coarser(timeSteps - 1, priceSteps), { time: true, price: false })
        : halved(this.coarser(0, priceSteps - 1), { time: false, price: true });
    this.levels.set(key, image);
    return image;
  }
}
