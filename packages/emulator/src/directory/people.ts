import type { Random } from "../random.ts";
import type { User } from "./state.ts";

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

const givenNames = words(`
Ada Amara Anouk Arjun Björn Camila Chidi Dalia Dmitri Eilidh Emre Fatima Finn Giulia Hana Henrique Ingrid
Isla Jamal Kaito Keala Leila Linh Luca Maeve Mateo Mei Nadia Noor Oluwaseun Omar Paulina Priya Quentin Rosa
Rurik Saoirse Sipho Søren Tamar Thiago Uma Vera Wanjiru Xiomara Yusuf Zoë
`);

const surnames = words(`
Abara Ahmadi Almeida Andersson Banerjee Byrne Castellanos Chen Costa Dubois Ekström Farouk Fischer García
Haddad Hashimoto Ibáñez Ivanova Jansen Kamau Kowalczyk Larsen MacLeod Mbeki Moreau Müller Nakamura Nguyen
O'Connor Okafor Öztürk Park Petrov Quispe Rahman Rossi Sato Silva Tanaka Tshabalala Usman Vargas Weiss Yılmaz
Zhang
`);

const departments = {
  Engineering: ["Software Engineer", "Site Reliability Engineer", "Engineering Manager"],
  Finance: ["Accountant", "Controller", "Financial Analyst"],
  Legal: ["Counsel", "Paralegal"],
  Marketing: ["Content Strategist", "Brand Manager"],
  Operations: ["Logistics Planner", "Facilities Lead"],
  Research: ["Research Scientist", "Data Analyst"],
  Sales: ["Account Executive", "Sales Engineer"],
} as const;

const departmentNames = Object.keys(departments);

const companyHeads = ["Alder", "Birch", "Cedar", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Indigo", "Juniper"];
const companyTails = ["works", "light", "field", "stone", "point", "bridge", "craft", "wave"];

/** A company's name and the label of its domain. */
export function drawCompany(random: Random): { readonly name: string; readonly label: string } {
  const name = `${random.pick(companyHeads)}${random.pick(companyTails)}`;
  return { name, label: `${name.toLowerCase()}${random.integer(9000) + 1000}` };
}

/** The letters of a name that may stand in a mail address: `Zoë O'Connor` gives `zoe.oconnor`. */
function mailName(givenName: string, surname: string): string {
  const spelled = `${givenName}.${surname}`.replaceAll("ø", "o").replaceAll("ı", "i");
  return spelled
    .normalize("NFD")
    .replaceAll(/[^A-Za-z.]/g, "")
    .toLowerCase();
}

function jobTitles(department: string): readonly string[] {
  for (const [name, titles] of Object.entries(departments)) if (name === department) return titles;
  return [];
}

/** People of a company; no two have the same address. */
export function drawUsers(random: Random, domain: string, count: number): User[] {
  const taken = new Map<string, number>();
  return Array.from({ length: count }, () => {
    const givenName = random.pick(givenNames);
    const surname = random.pick(surnames);
    const base = mailName(givenName, surname);
    const earlier = taken.get(base) ?? 0;
    taken.set(base, earlier + 1);
    const address = `${base}${earlier === 0 ? "" : earlier + 1}@${domain}`;
    const department = random.pick(departmentNames);
    return {
      id: random.uuid(),
      displayName: `${givenName} ${surname}`,
      givenName,
      surname,
      userPrincipalName: address,
      mail: address,
      jobTitle: random.pick(jobTitles(department)),
      department,
      accountEnabled: true,
    };
  });
}
