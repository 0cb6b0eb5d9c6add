import * as scopes from "@entrakit/scopes";

// The namespace as a whole, so that nothing of the root entry is shaken out.
export { scopes };
