/** The files of a multipart body: their names and texts, whatever the fields are called. */
export function filesOf(body: Buffer, contentType: string): { name: string; text: string }[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (!boundary) return [];
  return body
    .toString('utf8')
    .split(`--${boundary}`)
    .flatMap((part) => {
      const [head = '', ...rest] = part.split('\r\n\r\n');
      const name = /filename="([^"]*)"/.exec(head)?.[1];
      return name === undefined ? [] : [{ name, text: rest.join('\r\n\r\n').replace(/\r\n$/, '') }];
    });
}
