package faye

import "encoding/binary"

// headerRoom is what a frame's header takes at most (RFC 6455 section 5.2; a
// server's frames are not masked).
const headerRoom = 10

// finishFrame makes a text frame of what stands behind headerRoom bytes left
// free, and gives the part of b that is the frame.
func finishFrame(b []byte) []byte {
	const finalText = 0x81
	size := len(b) - headerRoom
	switch {
	case size < 126:
		b = b[headerRoom-2:]
		b[1] = byte(size)
	case size < 1<<16:
		b = b[headerRoom-4:]
		b[1] = 126
		binary.BigEndian.PutUint16(b[2:], uint16(size))
	default:
		b[1] = 127
		binary.BigEndian.PutUint64(b[2:], uint64(size))
	}
	b[0] = finalText
	return b
}
