package chat

import (
	"image"
	"image/color"
)

const (
	// maxThumb is the most pixels of a side of a small version.
	maxThumb = 480
	// maxSamples is how many pixels in a row and in a column become one at most: between
	// them some are left out of pictures that are larger still.
	maxSamples = 4
)

// shrunk is a small version of a picture, turned upright: each pixel is the mean of some of
// those whose place it takes.
func shrunk(img image.Image, t turn) *image.RGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if t.sideways() {
		w, h = h, w
	}
	tw, th := thumbSize(w, h)
	out := image.NewRGBA(image.Rect(0, 0, tw, th))
	for y := range th {
		for x := range tw {
			out.Set(x, y, mean(img, t, x*w/tw, max((x+1)*w/tw, x*w/tw+1), y*h/th, max((y+1)*h/th, y*h/th+1)))
		}
	}
	return out
}

// thumbSize keeps the proportions, and makes nothing larger.
func thumbSize(w, h int) (tw, th int) {
	most := max(w, h)
	if most <= maxThumb {
		return w, h
	}
	return max(1, w*maxThumb/most), max(1, h*maxThumb/most)
}

// mean is that of the pixels shown from (x0, y0) to before (x1, y1).
func mean(img image.Image, t turn, x0, x1, y0, y1 int) color.RGBA64 {
	b := img.Bounds()
	var r, g, bl, a, n uint64
	nx, ny := min(x1-x0, maxSamples), min(y1-y0, maxSamples)
	for j := range ny {
		for i := range nx {
			x, y := t.from(x0+i*(x1-x0)/nx, y0+j*(y1-y0)/ny, b.Dx(), b.Dy())
			pr, pg, pb, pa := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			r, g, bl, a, n = r+uint64(pr), g+uint64(pg), bl+uint64(pb), a+uint64(pa), n+1
		}
	}
	return color.RGBA64{R: uint16(r / n), G: uint16(g / n), B: uint16(bl / n), A: uint16(a / n)}
}
