import type { Graph } from "@entrakit/graph-kit";
import { graphDriveDocuments } from "@entrakit/azure-ai-kit/rag";

declare const reader: Graph<{ application: readonly ["Files.Read.All"] }>;
declare const mailer: Graph<{ application: readonly ["Mail.Read"] }>;

graphDriveDocuments(reader, { driveId: "d" });
// @ts-expect-error a client whose permissions do not cover the drive does not fit
graphDriveDocuments(mailer, { driveId: "d" });
