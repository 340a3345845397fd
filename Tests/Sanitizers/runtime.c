// Tells the thread sanitizer what it cannot see of the runtime's libraries, which are built without it.
// Preloaded, this stands before a few of their functions and says what they do.
//
// Synchronization.Mutex: the fast ways are compiled into whoever uses the lock, where the sanitizer
// sees them; the slow ones lie in the library, so that a lock that was waited for looks like none.
//
// Continuations: who resumes one says so by itself (a release of the task), and so does the task that
// begins to run again, but not the task that comes to await what was resumed before: there, what the
// other thread did looks unordered.

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

void *swift_task_getCurrent(void) __attribute__((weak));
__attribute__((swiftasynccall)) void swift_continuation_await(void *continuation);
__attribute__((swiftcall)) void swift_task_enterThreadLocalContext(char *state);

static void acquire_task(void) {
    void *task = swift_task_getCurrent ? swift_task_getCurrent() : NULL;
    if (task != NULL && __tsan_acquire) __tsan_acquire(task);
}

__attribute__((swiftasynccall)) void swift_continuation_await(void *continuation) {
    static __attribute__((swiftasynccall)) void (*real)(void *);
    if (real == NULL) real = next("swift_continuation_await");
    acquire_task();
    __attribute__((musttail)) return real(continuation);
}

// Called where the continuation is resumed while the task is about to wait for it.
__attribute__((swiftcall)) void swift_task_enterThreadLocalContext(char *state) {
    static __attribute__((swiftcall)) void (*real)(char *);
    if (real == NULL) real = next("swift_task_enterThreadLocalContext");
    acquire_task();
    real(state);
}
