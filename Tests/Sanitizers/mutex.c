// Tells the thread sanitizer of the slow ways through Synchronization.Mutex.
//
// The fast ways are compiled into whoever uses the lock, where the sanitizer sees them; the slow ones
// lie in the runtime's library, which is built without it, so that a lock that was waited for looks
// like none at all. Preloaded, this stands before those three functions and says what they do.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define SELF __attribute__((swift_context)) void *self
#define HANDLE "$s15Synchronization12_MutexHandleV"

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF) __asm__(HANDLE "9_lockSlowyys6UInt32VF");
__attribute__((swiftcall)) bool try_lock_slow(SELF) __asm__(HANDLE "12_tryLockSlowSbyF");
__attribute__((swiftcall)) void unlock_slow(SELF) __asm__(HANDLE "11_unlockSlowyyF");

static void *next(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) abort();
    return found;
}

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF) {
    static __attribute__((swiftcall)) void (*real)(uint32_t, SELF);
    if (real == NULL) real = next(HANDLE "9_lockSlowyys6UInt32VF");
    real(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

__attribute__((swiftcall)) bool try_lock_slow(SELF) {
    static __attribute__((swiftcall)) bool (*real)(SELF);
    if (real == NULL) real = next(HANDLE "12_tryLockSlowSbyF");
    bool is_locked = real(self);
    if (is_locked && __tsan_acquire) __tsan_acquire(self);
    return is_locked;
}

__attribute__((swiftcall)) void unlock_slow(SELF) {
    static __attribute__((swiftcall)) void (*real)(SELF);
    if (real == NULL) real = next(HANDLE "11_unlockSlowyyF");
    if (__tsan_release) __tsan_release(self);
    real(self);
}
