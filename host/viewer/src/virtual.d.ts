// What vite.config.js makes: the program's colours (256 sRGB triples, 0 to 255), and the bundled worker (gzip, base64).
declare module 'virtual:colors' {
  const colors: readonly (readonly [number, number, number])[];
  export default colors;
}
declare module 'virtual:worker' {
  const worker: string;
  export default worker;
}
