#!/bin/sh
# Not tested: written from Amazon Neptune's documentation.
#
# Load this package into Amazon Neptune by its bulk loader, and check that all of it arrived.
#
# usage: sh load.sh     the AWS command line aws is needed, and curl; run it inside the VPC
#
# NEPTUNE_URL   https://CLUSTER:8182
# S3_FOLDER     s3://BUCKET/FOLDER, in the cluster's region, to copy the data to
# IAM_ROLE_ARN  the role by which the cluster reads from there
# AWS_REGION    the region
# CURL_CONFIG   a file of options for curl (--config), where requests must be signed
#
# The triples are added to what the graphs hold. The default graph of queries is the union of all
# graphs: Neptune's habit.
# exit: 0 all arrived, 1 the counts differ, 2 nothing could be done
set -eu
cd "$(dirname "$0")"
: "${NEPTUNE_URL:?}" "${S3_FOLDER:?}" "${IAM_ROLE_ARN:?}" "${AWS_REGION:?}"
for needed in aws curl; do
  command -v "$needed" >/dev/null || { echo "no $needed here" >&2; exit 2; }
done
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

neptune() {
  command=$1
  shift
  aws neptunedata "$command" --endpoint-url "$NEPTUNE_URL" --region "$AWS_REGION" --output text "$@"
}

aws s3 cp data.nq "${S3_FOLDER%/}/data.nq" --region "$AWS_REGION" || exit 2
load=$(neptune start-loader-job --source "${S3_FOLDER%/}/data.nq" --format nquads \
  --s3-bucket-region "$AWS_REGION" --iam-role-arn "$IAM_ROLE_ARN" --fail-on-error \
  --query payload.loadId) || exit 2
echo "load $load"
while :; do
  status=$(neptune get-loader-job-status --load-id "$load" --query payload.overallStatus.status) ||
    exit 2
  case $status in
    LOAD_COMPLETED) break ;;
    LOAD_NOT_STARTED | LOAD_IN_QUEUE | LOAD_IN_PROGRESS) sleep 10 ;;
    *)
      echo "$status" >&2
      neptune get-loader-job-status --load-id "$load" --details --errors --query payload >&2
      exit 2
      ;;
  esac
done

curl --silent --show-error --fail ${CURL_CONFIG:+--config "$CURL_CONFIG"} -H 'Accept: text/csv' \
  --data-urlencode query@counts.rq "${NEPTUNE_URL%/}/sparql" >"$answer" || exit 2
awk -f compare.awk counts.tsv "$answer"
