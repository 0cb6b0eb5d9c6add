export { type ProxyOptions, type ProxyServer, connectProxy } from "./connect-proxy.ts";
export { type SocketInterception, interceptSockets } from "./intercept-sockets.ts";
