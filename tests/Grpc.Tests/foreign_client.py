"""Calls a method with gRPC's own client, without generated code.

Requests come on standard input and responses go to standard output, one message in hex on each line; the last line is
"status <code> <details and trailers as JSON>". For a call that sends one message, a further input line "cancel" cancels it.
"""

import argparse
import json
import sys
import threading

import grpc


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("socket")
    parser.add_argument("shape", choices=["unary_unary", "unary_stream", "stream_unary", "stream_stream"])
    parser.add_argument("method")
    parser.add_argument("--timeout", type=float)
    parser.add_argument("--gzip", action="store_true")
    parser.add_argument("--metadata", action="append", default=[])
    return parser.parse_args()


def read_requests():
    for line in sys.stdin:
        yield bytes.fromhex(line)


def cancel_when_told(call):
    if sys.stdin.readline().strip() == "cancel":
        call.cancel()


def metadata_of(pairs):
    for name, _, value in (pair.partition("=") for pair in pairs):
        yield name, bytes.fromhex(value) if name.endswith("-bin") else value


def start(channel, options):
    method = getattr(channel, options.shape)(options.method)
    if options.shape.endswith("_unary"):
        method = method.future
    sends_stream = options.shape.startswith("stream_")
    call = method(
        read_requests() if sends_stream else bytes.fromhex(sys.stdin.readline()),
        timeout=options.timeout,
        metadata=list(metadata_of(options.metadata)),
        compression=grpc.Compression.Gzip if options.gzip else None,
    )
    if not sends_stream:
        threading.Thread(target=cancel_when_told, args=[call], daemon=True).start()
    return call


def responses(call, shape):
    return call if shape.endswith("_stream") else [call.result()]


def main():
    options = arguments()
    sizes = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
    with grpc.insecure_channel("unix:" + options.socket, options=sizes) as channel:
        call = start(channel, options)
        try:
            for message in responses(call, options.shape):
                print(message.hex(), flush=True)
        except (grpc.RpcError, grpc.FutureCancelledError):
            pass
        trailers = {name: value.hex() if isinstance(value, bytes) else value for name, value in call.trailing_metadata() or ()}
        print("status", call.code().name, json.dumps({"details": call.details(), **trailers}), flush=True)


main()
