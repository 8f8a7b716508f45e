package chat

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
)

// A photo is a file that may be a picture.
type photo struct {
	kind string
	src  *source
	most int // pixels
}

// A format is how pictures of a type are read. These are the types that browsers can only
// show, and not run.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error) // nil: there is no small version
}

func formatOf(kind string) (format, bool) {
	f, ok := map[string]format{
		"image/png":  {png.DecodeConfig, png.Decode},
		"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
		"image/gif":  {gif.DecodeConfig, gif.Decode}, // of many pictures the first, and no more is read
		"image/webp": {webpConfig, nil},
	}[kind]
	return f, ok
}

// sight is what the picture is, without any of it being decoded. What only begins like a
// picture is unknown; one that is too large has no size, and is a file like any other.
func (p photo) sight() sight {
	f, ok := formatOf(p.kind)
	if !ok {
		return sight{kind: p.kind}
	}
	c, err := f.config(p.src.again())
	switch {
	case err != nil || c.Width < 1 || c.Height < 1:
		return sight{kind: unknownType}
	case int64(c.Width) > int64(p.most)/int64(c.Height):
		return sight{kind: p.kind}
	}
	if p.turn().sideways() {
		c.Width, c.Height = c.Height, c.Width
	}
	return sight{kind: p.kind, width: c.Width, height: c.Height}
}

// turn is how the picture is to be turned.
func (p photo) turn() turn {
	if p.kind != "image/jpeg" {
		return upright
	}
	return exifTurn(p.src.head(maxExif))
}

// small is the encoded small version, or nil if the picture cannot be decoded. It is made
// of the pixels alone: nothing of what a camera notes beside them, such as where it was,
// comes along.
func (p photo) small() io.Reader {
	f, _ := formatOf(p.kind)
	if f.decode == nil {
		return nil
	}
	turn := p.turn()
	img, err := f.decode(p.src.again())
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	small := shrunk(img, turn)
	if small.Opaque() {
		err = jpeg.Encode(&out, small, &jpeg.Options{Quality: 82})
	} else {
		err = png.Encode(&out, small)
	}
	if err != nil {
		return nil
	}
	return &out
}

// webpConfig reads the size from the first chunk (RFC 9649, section 2.5 to 2.7).
func webpConfig(r io.Reader) (image.Config, error) {
	var b [30]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return image.Config{}, err
	}
	switch string(b[12:16]) {
	case "VP8 ":
		if b[23] == 0x9d && b[24] == 0x01 && b[25] == 0x2a {
			return image.Config{Width: int(binary.LittleEndian.Uint16(b[26:])) & 0x3fff, Height: int(binary.LittleEndian.Uint16(b[28:])) & 0x3fff}, nil
		}
	case "VP8L":
		if bits := binary.LittleEndian.Uint32(b[21:]); b[20] == 0x2f {
			return image.Config{Width: int(bits&0x3fff) + 1, Height: int(bits>>14&0x3fff) + 1}, nil
		}
	case "VP8X":
		w, h := binary.LittleEndian.Uint32(b[23:])>>8, uint32(b[27])|uint32(b[28])<<8|uint32(b[29])<<16
		return image.Config{Width: int(w) + 1, Height: int(h) + 1}, nil
	}
	return image.Config{}, image.ErrFormat
}
