import { SaxesParser } from 'saxes';

/** Names without their prefix: some programs write `x:row`, some `row`. */
export interface ElementHandlers {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Takes the bytes of an XML file as they come. Entities of a document type are not expanded. @throws Error when it is not XML */
export function elements(handlers: ElementHandlers): (bytes: Uint8Array, last: boolean) => void {
  const decoder = new TextDecoder();
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => handlers.open?.(localName(name), attributes));
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('closetag', ({ name }) => handlers.close?.(localName(name)));
  return (bytes, last) => {
    parser.write(decoder.decode(bytes, { stream: !last }));
    if (last) parser.close();
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
