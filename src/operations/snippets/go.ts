import { quoted, type Snippet, trustLine } from './snippet.ts';

export const go: Snippet = {
  id: 'go',
  title: 'Go, net/http',
  needs: 'go run main.go',
  text(target) {
    const { url, header, before, body } = target.request;
    const { key, env } = target;
    const value = key === undefined ? `os.Getenv(${quoted(env)})` : quoted(key.reveal());
    return [
      ...trustLine(target, '//', 'SSL_CERT_FILE'),
      'package main',
      '',
      'import (',
      '\t"fmt"',
      '\t"io"',
      '\t"log"',
      '\t"net/http"',
      ...(key === undefined ? ['\t"os"'] : []),
      '\t"strings"',
      ')',
      '',
      'func main() {',
      `\tbody := strings.NewReader(${quoted(JSON.stringify(body))})`,
      `\trequest, err := http.NewRequest("POST", ${quoted(url)}, body)`,
      '\tif err != nil {',
      '\t\tlog.Fatal(err)',
      '\t}',
      `\trequest.Header.Set(${quoted(header)}, ${quoted(before)}+${value})`,
      '\trequest.Header.Set("Content-Type", "application/json")',
      '\tanswer, err := http.DefaultClient.Do(request)',
      '\tif err != nil {',
      '\t\tlog.Fatal(err)',
      '\t}',
      '\tdefer answer.Body.Close()',
      '\ttext, _ := io.ReadAll(answer.Body)',
      '\tif answer.StatusCode != http.StatusOK {',
      '\t\tlog.Fatalf("%s: %s", answer.Status, text)',
      '\t}',
      '\tfmt.Println(string(text))',
      '}',
    ].join('\n');
  },
};
