package bunstore

// doubts is how many batches run with savepoints after a change has failed without one:
// where changes fail often, running them twice would cost more than savepoints do.
const doubts = 16

// trust is whether changes are expected to succeed.
type trust struct {
	never bool // since the changes have parts that may hide from us that they failed
	left  int  // how many batches are still to be doubted
}

func (t *trust) given() bool {
	if t.left > 0 {
		t.left--
		return false
	}
	return !t.never
}

func (t *trust) lost() { t.left = doubts }
