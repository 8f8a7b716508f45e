package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// usage is what a process has used.
type usage struct {
	cpu      time.Duration // in user mode and in the kernel
	system   time.Duration // of it in the kernel
	resident int           // bytes
}

// tick is the unit of /proc/PID/stat: USER_HZ, which is 100 on every architecture
// that Go runs on.
const tick = 10 * time.Millisecond

// usageOf reads what the kernel (Linux only) has counted.
func usageOf(pid int) (u usage, err error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return u, fmt.Errorf("the server's CPU time: %w", err)
	}
	// The name, in brackets, may hold anything; what follows it does not.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 22 {
		return u, fmt.Errorf("the server's CPU time: /proc/%d/stat is short", pid)
	}
	user, system := number(fields[11]), number(fields[12])
	u.cpu, u.system = time.Duration(user+system)*tick, time.Duration(system)*tick
	u.resident = number(fields[21]) * os.Getpagesize()
	return u, nil
}

// machine is the CPU time that the whole machine has used.
func machine() time.Duration {
	stat, _ := os.ReadFile("/proc/stat") // without it nothing is said of others
	line, _, _ := bytes.Cut(stat, []byte("\n"))
	fields := bytes.Fields(line)
	if len(fields) < 9 {
		return 0
	}
	busy := 0
	for _, i := range []int{1, 2, 3, 6, 7, 8} { // not idle, not waiting for disks
		busy += number(fields[i])
	}
	return time.Duration(busy) * tick
}

func number(b []byte) int {
	n, _ := strconv.Atoi(string(b))
	return n
}

// ownCPU is the CPU time of this process; 0 where /proc is not as on Linux.
func ownCPU() time.Duration {
	u, _ := usageOf(os.Getpid())
	return u.cpu
}
