package chat

// An Attachment is a file as the message shows it.
type Attachment struct {
	ID   FileID `json:"id"`
	Name string `json:"name"`
	// Type is the media type of the bytes, as far as the server knows it; see File.Type.
	Type string `json:"type"`
	// Size is in bytes.
	Size int64 `json:"size"`
	// Width and Height are those of a picture that can be shown as it is, in pixels, as it
	// is seen when it is turned as it says. Absent: it is none.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// URL is where the bytes are, relative to the mount.
	URL string `json:"url"`
	// ThumbnailURL is where a small version of a picture is, relative to the mount. Absent:
	// there is none.
	ThumbnailURL string `json:"thumbnailUrl,omitempty"`
}
