package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/parleychat/parley/internal/browsertest"
)

// TestBrowser: the page as people see it, in one real Chromium. Everybody has a window
// with cookies of their own; the program, its database and its network are real too.
//
// Whatever a window complains about (an error in its console, a violation of the
// content security policy, a dialog) fails the test that opened it.
func TestBrowser(t *testing.T) {
	t.Parallel()
	b := startChromium(t)
	for _, story := range []struct {
		name string
		tell func(t *testing.T, b *chromium)
	}{
		{"ComplaintsAreNoticed", complaintsAreNoticed},
		{"MisfitsAreNoticed", misfitsAreNoticed},
		{"ClicksKeepToTheirAim", clicksKeepToTheirAim},
		{"TwoWindowsSeeEachOtherLive", twoWindows},
		{"WhoIsNotLoggedInReadsAlong", readingAlong},
		{"CatchesUpAfterAKilledServer", killedServer},
		{"UnsentSurvivesAReload", unsentSurvivesAReload},
		{"D11_CatchesUpAfterALongAbsence", longAbsence},
		{"D14_WorksWithoutBayeux", withoutBayeux},
		{"HostileTextRunsNowhere", hostileText},
		{"HistoryKeepsThePlace", history},
		{"LongHistoryIsReadInBothDirections", longHistory},
		{"Keyboard", keyboard},
		{"TheTabKeyReachesAll", tabbing},
		{"FocusComesBack", focusComesBack},
		{"MountedBelowAPrefix", mounted},
		{"EmbeddedInAPageOfTheHost", embedded},
		{"ElementsShareAConnection", elementsShare},
		{"RoomsAreKept", roomsAreKept},
		{"RoomsAreBegunAndLeft", beginning},
		{"WhoLogsOutLeavesNothing", whoGoes},
		{"TheDatabaseIsTakenAway", databaseGone},
		{"AttachmentsAreSeen", attachments},
		{"AttachmentsWaitForTheServer", attachedOffline},
		{"UploadsGoOnWhereTheyWere", uploadsGoOn},
		{"WordsCompleteThemselves", completion},
		{"SearchLeadsIntoTheHistory", searching},
		{"RoomsAreSwitchedByName", switching},
		{"EverySize", everySize},
		{"EverythingOverIt", everythingOver},
		{"EveryDoor", everyDoor},
		{"EmbeddedFits", embeddedFits},
		{"TastesOfOnesOwn", tastes},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			story.tell(t, b)
		})
	}
}

// chromium is a running browser.
type chromium struct{ ctx context.Context }

// startChromium runs a browser until the test ends.
func startChromium(t *testing.T) *chromium {
	t.Helper()
	return &chromium{browsertest.Start(t,
		chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "en-US"),
		// A mouse, even on a machine that has none.
		chromedp.Flag("blink-settings", "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"))}
}
