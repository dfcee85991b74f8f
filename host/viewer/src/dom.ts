// Small helpers for the page's elements. Text from files only ever becomes text: nothing here takes markup.
import type { Row } from './readout';

export function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks ${id}`);
  return element as T;
}

let works = 0;

// Shows that something is being read, until the function that it returns is called.
export function busy(): () => void {
  ++works;
  byId('busy').hidden = false;
  return () => {
    --works;
    byId('busy').hidden = works === 0;
  };
}

type Properties<T> = Partial<Omit<T, 'style' | 'children'>>;

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Properties<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function rowList(rows: readonly Row[]): HTMLElement {
  const list = make('dl', { className: 'rows' });
  for (const [name, value] of rows) {
    if (name === '') list.append(make('dd', { className: 'wide', textContent: value }));
    else list.append(make('dt', { textContent: name }), make('dd', { textContent: value }));
  }
  return list;
}
