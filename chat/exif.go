package chat

import (
	"bytes"
	"encoding/binary"
)

// A turn is how a picture is to be turned before it is shown: the values of the tag
// Orientation (Exif 2.32, section 4.6.4).
type turn int

const upright turn = 1

const (
	tagOrientation = 0x0112
	// maxExif is how far into a file its orientation is looked for: it stands in one of the
	// first segments, which have at most 64 KiB.
	maxExif = 128 << 10
)

// sideways tells whether width and height change places.
func (t turn) sideways() bool { return t >= 5 }

// from tells where in a picture of that size the pixel stands that is shown at (x, y).
func (t turn) from(x, y, w, h int) (int, int) {
	switch t {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}

// exifTurn finds the orientation in the beginning of a JPEG file, among the segments before
// the picture (ITU-T T.81, annex B).
func exifTurn(b []byte) turn {
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		marker, size := b[i+1], int(binary.BigEndian.Uint16(b[i+2:]))
		if marker == 0xda || size < 2 || i+2+size > len(b) {
			break // the picture begins, or it is broken
		}
		segment := b[i+4 : i+2+size]
		if rest, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && marker == 0xe1 {
			return tiffTurn(rest)
		}
		i += 2 + size
	}
	return upright
}

// tiffTurn looks in the first directory (TIFF 6.0, section 2).
func tiffTurn(b []byte) turn {
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(b, []byte("II")) {
		order = binary.LittleEndian
	}
	if len(b) < 8 {
		return upright
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return upright
	}
	entries := b[at+2:]
	for n := order.Uint16(b[at:]); n > 0 && len(entries) >= 12; n-- {
		if order.Uint16(entries) == tagOrientation {
			if t := turn(order.Uint16(entries[8:])); t >= 1 && t <= 8 {
				return t
			}
			return upright
		}
		entries = entries[12:]
	}
	return upright
}
