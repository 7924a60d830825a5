export { Package, PackageMatch, PackageNeed, PackagePart } from './record.ts';
export { packageReading } from './rows.ts';
export { assemblePackage } from './verbs/assemble-package.ts';
export { settlePackages } from './verbs/settle-packages.ts';
