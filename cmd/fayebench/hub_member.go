package main

import (
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"
)

// member is one connection of a hub.
type member struct {
	hub   *hub
	conn  *websocket.Conn
	queue chan []byte // of objects; the hub closes it
}

const (
	hubPatience = 10 * time.Second // for one write
	hubPing     = 54 * time.Second
	hubPong     = 60 * time.Second
	hubLimit    = 2 << 20 // bytes in a frame
)

func (m *member) read() {
	defer func() {
		say(m.hub, m.hub.leave, m)
		_ = m.conn.Close()
	}()
	m.conn.SetReadLimit(hubLimit)
	alive := func(string) error { return m.conn.SetReadDeadline(time.Now().Add(hubPong)) }
	m.conn.SetPongHandler(alive)
	_ = alive("")
	for {
		_, p, err := m.conn.ReadMessage()
		if err != nil {
			return
		}
		var all []asked
		if json.Unmarshal(p, &all) != nil {
			return
		}
		for i := range all {
			if object := m.answer(&all[i]); object != nil && !m.reply(object) {
				return
			}
		}
	}
}

// reply goes the way of the messages, so that only one goroutine writes.
func (m *member) reply(object []byte) bool {
	return say(m.hub, m.hub.answers, answered{m, object})
}

func (m *member) write() {
	ping := time.NewTicker(hubPing)
	defer ping.Stop()
	defer m.conn.Close()
	for {
		select {
		case object, ok := <-m.queue:
			_ = m.conn.SetWriteDeadline(time.Now().Add(hubPatience))
			if !ok {
				_ = m.conn.WriteMessage(websocket.CloseMessage, nil)
				return
			}
			if m.writeAll(object) != nil {
				return
			}
		case <-ping.C:
			_ = m.conn.SetWriteDeadline(time.Now().Add(hubPatience))
			if m.conn.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		}
	}
}

// writeAll sends everything that has queued up as one array.
func (m *member) writeAll(object []byte) error {
	w, err := m.conn.NextWriter(websocket.TextMessage)
	if err != nil {
		return err
	}
	_, _ = w.Write([]byte("["))
	_, _ = w.Write(object)
	for range len(m.queue) {
		_, _ = w.Write([]byte(","))
		_, _ = w.Write(<-m.queue)
	}
	_, _ = w.Write([]byte("]"))
	return w.Close() // tells of the others' errors as well
}
