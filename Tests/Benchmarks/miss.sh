#!/usr/bin/env bash
# A miss of 64 MiB through Headwater against a direct download by curl from the same origin, which
# is nginx: once as fast as it goes, once with the origin limited to 20 MB a second. Every miss is
# of a name not asked for before; the origin serves the same file under any name.
#
# miss.sh [BINARY]; settings in common.sh.
. "$(dirname "$0")/common.sh"

# download URL FILE: appends "first-byte total" in milliseconds.
download() {
    local result
    result=$(curl -s -o /dev/null -w '%{http_code} %{size_download} %{time_starttransfer} %{time_total}' "$1")
    awk -v url="$1" '
        $1 != 200 || $2 != 67108864 { print url ": " $0 >"/dev/stderr"; exit 1 }
        { print $3 * 1000, $4 * 1000 }' <<<"$result" >>"$2" || fail "a download went wrong"
}

make_files
start_nginx
start_headwater
map any "$nginx_url/any"
map slow "$nginx_url/slow"

for kind in any slow; do
    # Once for nothing: the page cache, the connection to the origin.
    download "$headwater_url/$kind/first" "$folder/ignored"
    download "$nginx_url/$kind/first" "$folder/ignored"
    wait_for_fills
    for number in $(seq "$runs"); do
        download "$headwater_url/$kind/$number" "$folder/$kind.headwater"
        wait_for_fills
        download "$nginx_url/$kind/$number" "$folder/$kind.nginx"
    done
done

table_head "A miss of 64 MiB against a direct download" "a direct download"
row "total, ms" "≤ 1.1" %.1f 2 any.headwater any.nginx
row "first byte, ms" "≤ 1.2" %.2f 1 any.headwater any.nginx
row "total at 20 MB/s, ms" "≤ 1.1" %.1f 2 slow.headwater slow.nginx
row "first byte at 20 MB/s, ms" "≤ 1.2" %.2f 1 slow.headwater slow.nginx
save miss
