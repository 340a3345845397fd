#pragma once
#include <sys/epoll.h>
#include <sys/types.h>

// Linux calls that glibc declares for _GNU_SOURCE only, which a Clang module cannot ask for.
extern int fallocate(int descriptor, int mode, off_t offset, off_t length);
extern int sync_file_range(int descriptor, off_t offset, off_t length, unsigned int flags);

// FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE
static inline int headwater_punch_hole(int descriptor, off_t offset, off_t length) {
    return fallocate(descriptor, 0x01 | 0x02, offset, length);
}

// SYNC_FILE_RANGE_WRITE: begins writing dirty pages and does not wait for them.
static inline int headwater_begin_writeback(int descriptor, off_t offset, off_t length) {
    return sync_file_range(descriptor, offset, length, 2);
}
