import type { Covered, DeclaredPermissions, Graph } from "@entrakit/graph-kit";

import { isRecord, text } from "../internal/json.ts";
import type { SourceDocument } from "./source.ts";

type RootChildren = "/drives/{driveId}/root/children";
type Children = "/drives/{driveId}/items/{driveItemId}/children";
type Content = "/drives/{driveId}/items/{driveItemId}/content";

/** A client whose declared permissions let it read a drive's folders and files; any other does not compile. */
export type DriveGraph<Declared extends DeclaredPermissions> = Graph<Declared> &
  Covered<"GET", RootChildren, Declared> &
  Covered<"GET", Children, Declared> &
  Covered<"GET", Content, Declared>;

interface DriveCall {
  readonly params: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The calls, seen without the permissions that the public signature has checked. */
interface DriveReader {
  list(path: RootChildren | Children, options: DriveCall): AsyncIterable<unknown>;
  stream(path: Content, options: DriveCall): Promise<Response>;
}

/** A file of a drive, before it is downloaded. */
export interface DriveFile {
  readonly id: string;
  /** Path below the drive's root, e.g. `handbook/leave.md`. */
  readonly path: string;
  /** Size in bytes, 0 where the drive does not say. */
  readonly size: number;
  /** Media type by the drive's own judgement; empty where there is none. */
  readonly mimeType: string;
}

interface Entry extends DriveFile {
  readonly url: string;
  readonly isFolder: boolean;
  readonly isFile: boolean;
}

/** Which drive, and which of its files. */
export interface DriveDocumentsOptions {
  readonly driveId: string;
  /** Decides on each file; when left out, Markdown and plain text by name: `.md`, `.markdown`, `.mdx`, `.txt`. */
  readonly include?: (file: DriveFile) => boolean;
  readonly signal?: AbortSignal;
}

function isText({ path }: DriveFile): boolean {
  return /\.(md|markdown|mdx|txt)$/i.test(path);
}

/** What matters of a drive item. Source: learn.microsoft.com/graph/api/resources/driveitem. */
function readEntry(item: unknown, parent: string): Entry | undefined {
  if (!isRecord(item)) return undefined;
  const { id, name, size, webUrl, folder, file } = item;
  if (typeof id !== "string" || typeof name !== "string") return undefined;
  return {
    id,
    path: parent + name,
    size: typeof size === "number" ? size : 0,
    mimeType: isRecord(file) ? text(file["mimeType"]) : "",
    url: text(webUrl),
    isFolder: isRecord(folder),
    isFile: isRecord(file),
  };
}

/**
 * Reads a drive's text files, folder by folder, each when it is its turn. Made for {@link indexDocuments}.
 *
 * The iteration rejects with `GraphError`, and with what the credential and the transport reject with.
 * Source: learn.microsoft.com/graph/api/driveitem-list-children, learn.microsoft.com/graph/api/driveitem-get-content.
 *
 * @example
 * ```ts
 * const graph = createGraph({ credential, permissions: { application: ["Files.Read.All"] } });
 * for await (const { name, text } of graphDriveDocuments(graph, { driveId })) console.log(name, text.length);
 * ```
 */
export function graphDriveDocuments<const Declared extends DeclaredPermissions>(
  graph: DriveGraph<Declared>,
  options: DriveDocumentsOptions,
): AsyncGenerator<SourceDocument>;
export async function* graphDriveDocuments(
  graph: DriveReader,
  options: DriveDocumentsOptions,
): AsyncGenerator<SourceDocument> {
  const { driveId, include = isText, signal } = options;
  const abort = signal === undefined ? {} : { signal };
  const itemCall = (driveItemId: string): DriveCall => ({ params: { driveId, driveItemId }, ...abort });
  const childrenOf = (id: string | undefined): AsyncIterable<unknown> =>
    id === undefined
      ? graph.list("/drives/{driveId}/root/children", { params: { driveId }, ...abort })
      : graph.list("/drives/{driveId}/items/{driveItemId}/children", itemCall(id));
  const folders: { readonly id?: string; readonly path: string }[] = [{ path: "" }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const item of childrenOf(folder.id)) {
      const entry = readEntry(item, folder.path);
      if (entry === undefined) continue;
      if (entry.isFolder) folders.push({ id: entry.id, path: `${entry.path}/` });
      if (!entry.isFile || !include(entry)) continue;
      const content = await graph.stream("/drives/{driveId}/items/{driveItemId}/content", itemCall(entry.id));
      yield {
        id: entry.id,
        name: entry.path,
        text: await content.text(),
        ...(entry.url === "" ? {} : { url: entry.url }),
      };
    }
  }
}
