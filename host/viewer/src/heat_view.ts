// Draws the cells with WebGL. Which cell lies under a pixel column or row is looked up in two small textures that the page
// fills with the functions that the read-out uses, so that any grid can be drawn and the cell under the cursor is the one
// that is seen. Of an image that is finer than the pixels a coarser version is drawn, whose blocks hold their largest cell.
import { Mesh, Program, Renderer, Texture, Triangle, type OGLRenderingContext } from 'ogl';
import type { CellImage } from './cell_image';
import { kLogDecades, type ColorScale } from './color_scale';
import { cellOf } from './grid';
import type { Pyramid } from './pyramid';
import { priceAt, timeAt, type Rect, type View } from './view';

export interface HeatPart {
  edges: Float64Array; // of time
  overview: Pyramid | null;
  detail: Pyramid | null; // a part of the map at a finer resolution
  scale: ColorScale;
  sides: [number, number]; // 1: the side counts, 0: it does not
}

export interface HeatPicture {
  view: View;
  map: Rect;
  priceEdges: Float64Array;
  past: HeatPart;
  future: HeatPart | null;
  threshold: number; // dollars below which a cell stays dark
  outside: string; // colour around the cells
}

const kVertex = `#version 300 es
in vec2 position;
void main() { gl_Position = vec4(position, 0.0, 1.0); }`;

// One part's uniforms and functions; NAME is replaced.
const kPart = `
uniform sampler2D uNAMEOver, uNAMEDetail;
uniform vec4 uNAMEOverAt, uNAMEDetailAt;      // first time, first price, time factor, price factor
uniform vec2 uNAMEOverSize, uNAMEDetailSize;  // blocks: times, prices
uniform vec2 uNAMESides;
uniform vec4 uNAMEScale;                      // kind, maximum, exponent, threshold
vec2 pairNAME(vec2 cell) {
  vec2 fine = floor((cell - uNAMEDetailAt.xy) / uNAMEDetailAt.zw);
  if (all(greaterThanEqual(fine, vec2(0.0))) && all(lessThan(fine, uNAMEDetailSize)))
    return texelFetch(uNAMEDetail, ivec2(fine.yx), 0).rg;
  vec2 coarse = floor((cell - uNAMEOverAt.xy) / uNAMEOverAt.zw);
  if (all(greaterThanEqual(coarse, vec2(0.0))) && all(lessThan(coarse, uNAMEOverSize)))
    return texelFetch(uNAMEOver, ivec2(coarse.yx), 0).rg;
  return vec2(-2.0);
}`;

const kFragment = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D uColumns, uRows, uColors;
uniform vec3 uOutside;
${kPart.replaceAll('NAME', 'Past')}
${kPart.replaceAll('NAME', 'Future')}
out vec4 color;

float place(vec4 scale, float value) {
  float part = clamp(value / scale.y, 0.0, 1.0);
  if (scale.x == 1.0) return part;
  if (scale.x == 2.0) return part > 0.0 ? max(0.0, 1.0 + log(part) / log(10.0) / ${kLogDecades.toFixed(1)}) : 0.0;
  return part > 0.0 ? pow(part, scale.z) : 0.0;
}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  vec2 column = texelFetch(uColumns, ivec2(pixel.x, 0), 0).rg;
  float row = texelFetch(uRows, ivec2(pixel.y, 0), 0).r;
  color = vec4(uOutside, 1.0);
  if (column.r < 0.0 || row < 0.0) return;
  vec2 cell = vec2(column.r, row);
  bool ahead = column.g > 0.5;
  vec2 pair = ahead ? pairFuture(cell) : pairPast(cell);
  if (pair == vec2(-2.0)) return;
  vec2 sides = ahead ? uFutureSides : uPastSides;
  vec4 scale = ahead ? uFutureScale : uPastScale;
  vec2 known = vec2(greaterThanEqual(pair, vec2(0.0))) * sides;
  if (known == vec2(0.0) && sides != vec2(0.0)) {  // unknown: hatched
    color = vec4(mix(uOutside, vec3(0.5), (pixel.x + pixel.y) % 8 < 2 ? 0.5 : 0.0), 1.0);
    return;
  }
  float value = dot(pair, known);
  float at = value < scale.w ? 0.0 : place(scale, value);
  color = vec4(texelFetch(uColors, ivec2(int(at * 255.0 + 0.5), 0), 0).rgb, 1.0);
}`;

const kKinds = { even: 0, linear: 1, log: 2 };

function rgbOf(css: string): [number, number, number] {
  const value = parseInt(css.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

export class HeatView {
  private readonly renderer: Renderer;
  private readonly gl: OGLRenderingContext & WebGL2RenderingContext;
  private readonly mesh: Mesh;
  private readonly program: Program;
  private readonly columns: Texture;
  private readonly rows: Texture;
  private readonly nothing: Texture;
  private readonly colors: Texture;
  private readonly textures = new Map<CellImage, Texture>();
  private readonly drawn = new Set<CellImage>();

  // Throws where the browser has no WebGL 2.
  constructor(readonly canvas: HTMLCanvasElement) {
    if (!canvas.getContext('webgl2', { antialias: false, alpha: false, preserveDrawingBuffer: true }))
      throw new Error('this browser has no WebGL 2');
    this.renderer = new Renderer({ canvas, webgl: 2, antialias: false, alpha: false, depth: false, preserveDrawingBuffer: true, autoClear: false });
    this.gl = this.renderer.gl as OGLRenderingContext & WebGL2RenderingContext;
    const { gl } = this;
    this.columns = this.texture(new Float32Array(2), 1, 1, 2);
    this.rows = this.texture(new Float32Array(1), 1, 1, 1);
    this.nothing = this.texture(new Float32Array(2).fill(-2), 1, 1, 2);
    this.colors = new Texture(gl, {
      image: new Uint8Array(1024), width: 256, height: 1, generateMipmaps: false, flipY: false,
      minFilter: gl.NEAREST, magFilter: gl.NEAREST, internalFormat: gl.RGBA8,
    });
    const uniforms: Record<string, { value: unknown }> = {
      uColumns: { value: this.columns }, uRows: { value: this.rows }, uColors: { value: this.colors },
      uOutside: { value: [0, 0, 0] },
    };
    for (const part of ['Past', 'Future']) {
      for (const image of ['Over', 'Detail']) {
        uniforms[`u${part}${image}`] = { value: this.nothing };
        uniforms[`u${part}${image}At`] = { value: [0, 0, 1, 1] };
        uniforms[`u${part}${image}Size`] = { value: [0, 0] };
      }
      uniforms[`u${part}Sides`] = { value: [1, 1] };
      uniforms[`u${part}Scale`] = { value: [0, 1, 1, 0] };
    }
    this.program = new Program(gl, { vertex: kVertex, fragment: kFragment, uniforms, depthTest: false, depthWrite: false });
    this.mesh = new Mesh(gl, { geometry: new Triangle(gl), program: this.program });
  }

  get limit(): number {
    return Math.min(2048, this.gl.getParameter(this.gl.MAX_TEXTURE_SIZE) as number);
  }

  setColors(bytes: Uint8Array): void {
    this.colors.image = bytes;
    this.colors.needsUpdate = true;
  }

  // The canvas covers the map and nothing else: less to draw and to blend.
  resize(map: Rect, pixelRatio: number): void {
    this.renderer.dpr = pixelRatio;
    this.renderer.setSize(map.width, map.height);
    this.canvas.style.left = `${map.x}px`;
    this.canvas.style.top = `${map.y}px`;
  }

  draw(picture: HeatPicture): void {
    const ratio = this.renderer.dpr;
    const { width, height } = this.canvas;
    this.lookUp(picture, width, height, ratio);
    this.drawn.clear();
    this.enterPart('Past', picture.past, picture, width, height);
    if (picture.future) this.enterPart('Future', picture.future, picture, width, height);
    const { uniforms } = this.program;
    uniforms.uOutside.value = rgbOf(picture.outside);
    this.renderer.bindFramebuffer();
    this.renderer.setViewport(width, height);
    this.mesh.draw();
    this.forget();
  }

  // Which cell lies under the centre of each pixel column and row.
  private lookUp(picture: HeatPicture, width: number, height: number, ratio: number): void {
    const { view, map, past, future, priceEdges } = picture;
    const columns = new Float32Array(2 * width);
    for (let i = 0; i < width; ++i) {
      const time = timeAt(view, map, map.x + (i + 0.5) / ratio);
      const before = cellOf(past.edges, time);
      const ahead = before < 0 && future !== null;
      columns[2 * i] = ahead ? cellOf(future.edges, time) : before;
      columns[2 * i + 1] = ahead ? 1 : 0;
    }
    const rows = new Float32Array(height);
    for (let i = 0; i < height; ++i)  // counted from below, as WebGL does
      rows[i] = cellOf(priceEdges, priceAt(view, map, map.y + (height - i - 0.5) / ratio));
    this.refill(this.columns, columns, width);
    this.refill(this.rows, rows, height);
  }

  private refill(texture: Texture, values: Float32Array, width: number): void {
    texture.image = values;
    texture.width = width;
    texture.height = 1;
    texture.needsUpdate = true;
  }

  private enterPart(name: 'Past' | 'Future', part: HeatPart, picture: HeatPicture, width: number, height: number): void {
    const { uniforms } = this.program;
    const { view, priceEdges } = picture;
    const meanWidth = (edges: Float64Array) => (edges[edges.length - 1] - edges[0]) / (edges.length - 1);
    const timeCells = (view.t1 - view.t0) / width / meanWidth(part.edges);
    const priceCells = (view.p1 - view.p0) / height / meanWidth(priceEdges);
    this.enterImage(`u${name}Over`, part.overview?.level(timeCells, priceCells));
    this.enterImage(`u${name}Detail`, part.detail?.level(timeCells, priceCells));
    uniforms[`u${name}Sides`].value = part.sides;
    const threshold = part.scale.unit === 'dollars' ? picture.threshold : 0;
    uniforms[`u${name}Scale`].value = [kKinds[part.scale.kind], part.scale.max, part.scale.exponent, threshold];
  }

  private enterImage(name: string, image: CellImage | undefined): void {
    const { uniforms } = this.program;
    uniforms[name].value = image ? this.textureOf(image) : this.nothing;
    uniforms[`${name}At`].value = image ? [image.firstTime, image.firstPrice, image.timeFactor, image.priceFactor] : [0, 0, 1, 1];
    uniforms[`${name}Size`].value = image ? [image.times, image.prices] : [0, 0];
  }

  private textureOf(image: CellImage): Texture {
    this.drawn.add(image);
    const known = this.textures.get(image);
    if (known) return known;
    const texture = this.texture(image.values, image.prices, image.times, 2);
    this.textures.set(image, texture);
    return texture;
  }

  // Frees the textures that the last picture did not use, but for a few that the next may.
  private forget(): void {
    const kept = 12;
    for (const [image, texture] of this.textures) {
      if (this.textures.size <= kept) return;
      if (this.drawn.has(image)) continue;
      this.gl.deleteTexture(texture.texture);
      this.textures.delete(image);
    }
  }

  private texture(values: Float32Array, width: number, height: number, channels: 1 | 2): Texture {
    const { gl } = this;
    return new Texture(gl, {
      image: values, width, height, type: gl.FLOAT, format: channels === 2 ? gl.RG : gl.RED,
      internalFormat: channels === 2 ? gl.RG32F : gl.R32F, generateMipmaps: false, flipY: false,
      minFilter: gl.NEAREST, magFilter: gl.NEAREST, unpackAlignment: 4,
    });
  }
}
