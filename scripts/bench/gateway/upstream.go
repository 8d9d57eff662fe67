// A provider that costs next to nothing, so that only what is in front of it is measured: it answers every request
// with the same completion, or, for a path that ends in /stream, with events. Prints its port.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"
)

const completion = `{"id":"chatcmpl-fake-0001","object":"chat.completion","model":"fake-model","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":120,"completion_tokens":45,"total_tokens":165}}`

// Streams end after so many events, one each half second.
const events = 40

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	go http.Serve(listener, http.HandlerFunc(answer))
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt)
	<-ended
}

func answer(response http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	if strings.Contains(string(body), `"stream":true`) {
		stream(response, request)
		return
	}
	response.Header().Set("Content-Type", "application/json")
	io.WriteString(response, completion)
}

func stream(response http.ResponseWriter, request *http.Request) {
	response.Header().Set("Content-Type", "text/event-stream")
	for event := 0; event < events; event++ {
		fmt.Fprintf(response, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word %d \"}}]}\n\n", event)
		response.(http.Flusher).Flush()
		select {
		case <-request.Context().Done():
			return
		case <-time.After(500 * time.Millisecond):
		}
	}
	io.WriteString(response, "data: [DONE]\n\n")
}
