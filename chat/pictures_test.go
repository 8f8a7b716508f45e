package chat_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"github.com/parleychat/parley/chat"
)

// send sends a file, and returns it complete.
func (w *world) send(user chat.User, name string, b []byte) (chat.Upload, error) {
	w.Helper()
	up, err := w.CreateUpload(w.Context(), user.ID, chat.UploadDraft{Name: name, Size: int64(len(b))})
	if err != nil {
		return up, err
	}
	up, err = w.SendUpload(w.Context(), user.ID, up.ID, 0, bytes.NewReader(b))
	if err == nil && !up.Complete {
		err = errors.New("all bytes are there, and it is not complete")
	}
	return up, err
}

// sent is send in a test that fails without it.
func (w *world) sent(user chat.User, name string, b []byte) chat.Upload {
	w.Helper()
	up, err := w.send(user, name, b)
	if err != nil {
		w.Fatal(err)
	}
	return up
}

// attach posts a message with a file, and returns the file.
func (w *world) attach(user chat.User, room chat.RoomID, name string, b []byte) (chat.FileID, error) {
	w.Helper()
	up, err := w.send(user, name, b)
	if err == nil {
		_, _, err = w.Post(w.Context(), user.ID, room, chat.Draft{Text: "see " + name, Attachments: []chat.FileID{up.ID}})
	}
	return up.ID, err
}

// said posts a message with files in the lobby.
func (w *world) said(user chat.User, text string, files ...chat.Upload) chat.Message {
	w.Helper()
	d := chat.Draft{Text: text}
	for _, f := range files {
		d.Attachments = append(d.Attachments, f.ID)
	}
	msg, _, err := w.Post(w.Context(), user.ID, w.Lobby(), d)
	if err != nil {
		w.Fatal(err)
	}
	return msg
}

// stored are the bytes that there are of blobs: how many, and of how many.
func (w *world) stored() (blobs int, size int64) {
	w.Helper()
	err := w.blobs.Each(w.Context(), func(info chat.BlobInfo) error {
		blobs, size = blobs+1, size+info.Size
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return blobs, size
}

// flagged is a picture whose left half is red and whose right half is blue.
func flagged(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			if x >= w/2 {
				c = color.RGBA{B: 255, A: 255}
			}
			img.Set(x, y, c)
		}
	}
	return img
}

func pngOf(w, h int) []byte { return encoded(flagged(w, h)) }

func encoded(img image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

// turnedJPEG is a picture with that orientation, and a place where it was taken.
func turnedJPEG(w, h int, orientation byte) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, flagged(w, h), &jpeg.Options{Quality: 95})
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x02" +
		"\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00" +
		"\x01\x0e\x00\x02\x00\x00\x00\x10\x00\x00\x00\x26\x00\x00\x00\x00" + "52.5200N 13.405E\x00"
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return append(append(b.Bytes()[:2:2], append(segment, exif...)...), b.Bytes()[2:]...)
}

// gifOf has so many frames.
func gifOf(w, h, frames int) []byte {
	pal := color.Palette{color.Black, color.White}
	g := &gif.GIF{Config: image.Config{ColorModel: pal, Width: w, Height: h}}
	for range frames {
		g.Image, g.Delay = append(g.Image, image.NewPaletted(image.Rect(0, 0, 1, 1), pal)), append(g.Delay, 0)
	}
	var b bytes.Buffer
	_ = gif.EncodeAll(&b, g)
	return b.Bytes()
}

// webpOf is no more than the beginning of a lossless picture.
func webpOf(w, h int) []byte {
	b := append([]byte("RIFF\x32\x00\x00\x00WEBPVP8L\x26\x00\x00\x00\x2f"), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(b[21:], uint32(w-1)|uint32(h-1)<<14)
	return append(b, make([]byte, 20)...)
}

// pngSaying claims a size that its pixels do not have.
func pngSaying(w, h uint32) []byte {
	b := pngOf(2, 2)
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// pngBomb unpacks to a thousand times its size.
func pngBomb() []byte { return encoded(image.NewGray(image.Rect(0, 0, 4900, 4900))) }

// slowly yields text in pieces of n bytes.
func slowly(text string, n int) io.Reader { return &pieces{strings.NewReader(text), n} }

type pieces struct {
	r io.Reader
	n int
}

func (p *pieces) Read(b []byte) (int, error) { return p.r.Read(b[:min(p.n, len(b))]) }
