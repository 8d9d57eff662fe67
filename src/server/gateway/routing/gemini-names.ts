/**
 * Google's embeddings and counts name the model in the body as well as in the path, as `models/…`: an alias or prefix is
 * changed there too. A body that is no JSON goes on as it came.
 */
export function renamedGemini(body: Buffer, asked: string, model: string): Buffer {
  if (!body.includes('"model"')) return body;
  try {
    const names = new Map([
      [asked, model],
      [`models/${asked}`, `models/${model}`],
    ]);
    const text = JSON.stringify(JSON.parse(body.toString('utf8')), (name, value: unknown) =>
      name === 'model' && typeof value === 'string' ? (names.get(value) ?? value) : value,
    );
    return Buffer.from(text);
  } catch {
    return body;
  }
}
