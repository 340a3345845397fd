#pragma once
#include <curl/curl.h>
// With these the fetch thread waits for libcurl's sockets; Swift's Glibc module leaves them out.
#include <sys/epoll.h>
#include <sys/eventfd.h>

// libcurl's setters and getters are variadic, which Swift cannot call: one function for each type
// of argument. The names in parentheses keep curl's type-checking macros away, for they need the
// option as a constant.

static inline CURLcode headwater_easy_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode headwater_easy_set_text(CURL *easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode headwater_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode headwater_easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode headwater_easy_set_data(CURL *easy, CURLoption option, curl_write_callback value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode headwater_easy_set_seek(CURL *easy, curl_seek_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_SEEKFUNCTION, value);
}

static inline CURLcode headwater_easy_set_open_socket(CURL *easy, curl_opensocket_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode headwater_easy_set_before_request(CURL *easy, curl_prereq_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode headwater_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode headwater_easy_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLMcode headwater_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

static inline CURLMcode headwater_multi_set_socket(CURLM *multi, curl_socket_callback value, void *context) {
    CURLMcode code = (curl_multi_setopt)(multi, CURLMOPT_SOCKETDATA, context);
    return code ? code : (curl_multi_setopt)(multi, CURLMOPT_SOCKETFUNCTION, value);
}

static inline CURLMcode headwater_multi_set_timer(CURLM *multi, curl_multi_timer_callback value, void *context) {
    CURLMcode code = (curl_multi_setopt)(multi, CURLMOPT_TIMERDATA, context);
    return code ? code : (curl_multi_setopt)(multi, CURLMOPT_TIMERFUNCTION, value);
}

// The result of a message is in a union, which Swift imports less readably than this.
static inline CURLcode headwater_message_result(const CURLMsg *message) {
    return message->data.result;
}
